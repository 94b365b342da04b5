import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly quick: boolean;
  /** Names of benchmarks; all of them where empty. */
  readonly only: readonly string[];
  /** Where the figures and raw histograms go, as JSON. */
  readonly outFile: string | null;
  /** CPU profiles of gateways and workers are written here; null: none are taken. */
  readonly profileDir: string | null;
}

/** What stands behind `npm run bench --`. */
export const usage = `npm run bench -- [options]
  --quick             short rounds: shows that everything works, its figures are rougher
  --only NAME,NAME    only these benchmarks; see --list
  --list              print the benchmarks
  --out FILE          write figures and raw histograms to FILE (JSON)
  --profile DIR       write CPU profiles of gateways and workers to DIR (they get a little slower)`;

/** @throws Error with words for the user where an option is wrong. */
export function readOptions(
  args: readonly string[],
  names: readonly string[],
): BenchOptions | 'help' | 'list' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      list: { type: 'boolean', default: false },
      out: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.list) return 'list';
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only: there is no "${unknown}"; --list shows all`);
  return {
    quick: values.quick,
    only,
    outFile: values.out ?? null,
    profileDir: values.profile ?? null,
  };
}
