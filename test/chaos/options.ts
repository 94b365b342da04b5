import { parseArgs } from 'node:util';
import { faultClasses } from './schedule.js';

export const guards = [
  'dedupe',
  'reconcile',
  'echo-guard',
  'ordering',
  'takeover',
  'private-texts',
  'caps',
  'newest-number',
  'one-text-for-tabs',
] as const;
export type Guard = (typeof guards)[number];

export interface ChaosOptions {
  readonly conversations: number;
  readonly faults: number;
  readonly seed: number;
  /** Classes of faults to deal from; all of them where empty. */
  readonly classes: readonly string[];
  /** Scales how long faults last: 1 is a hang of up to 30 s. */
  readonly timeScale: number;
  /** The guard that this run's build leaves out. */
  readonly without: Guard | null;
  /** Where the report goes, as Markdown and as JSON beside it. */
  readonly reportFile: string | null;
  /** The processes' logs and what the checker was given are kept here; null: thrown away. */
  readonly logDir: string | null;
  /** The run ends after this, whatever its state. Milliseconds. */
  readonly withinMs: number;
}

/** What stands behind `npm run chaos --`. */
export const usage = `npm run chaos -- [options]
  --conversations N   conversations to play (100)
  --faults M          faults to inject (20)
  --seed S            of the conversations and of the faults (random)
  --classes A,B       only these classes of faults; see --list
  --list              print the classes of faults
  --time-scale X      length of faults: 1 is a hang of up to 30 s (0.3)
  --without GUARD     build without ${guards.join(' | ')}: the checker must then find failures
  --report FILE       write the report to FILE (Markdown) and FILE.json
  --logs DIR          keep the logs of all processes, and what the checker was given
  --within SECONDS    give up after this long`;

/** @throws Error with words for the user where an option is wrong. */
export function readOptions(args: readonly string[]): ChaosOptions | 'help' | 'list' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      conversations: { type: 'string', default: '100' },
      faults: { type: 'string', default: '20' },
      seed: { type: 'string' },
      classes: { type: 'string', default: '' },
      'time-scale': { type: 'string', default: '0.3' },
      without: { type: 'string' },
      report: { type: 'string' },
      logs: { type: 'string' },
      within: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.list) return 'list';
  const conversations = number('--conversations', values.conversations, 1, 100_000);
  const faults = number('--faults', values.faults, 0, 10_000);
  const classes = values.classes.split(',').filter((name) => name !== '');
  const unknown = classes.find((name) => !faultClasses.includes(name));
  if (unknown !== undefined) throw new Error(`--classes: there is no "${unknown}"; --list shows all`);
  const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
  // Start, the run itself at its slowest, and rest; beyond that something is stuck.
  const within = values.within ?? String(600 + conversations + faults * 8);
  return {
    conversations,
    faults,
    seed: number('--seed', seed, 0, 2 ** 31),
    classes,
    timeScale: scale(values['time-scale']),
    without: guard(values.without),
    reportFile: values.report ?? null,
    logDir: values.logs ?? null,
    withinMs: number('--within', within, 10, 100_000) * 1_000,
  };
}

function number(name: string, value: string, min: number, max: number): number {
  const read = Number(value);
  if (!Number.isInteger(read) || read < min || read > max)
    throw new Error(`${name} should be a whole number from ${min} to ${max}`);
  return read;
}

function scale(value: string): number {
  const read = Number(value);
  if (!(read > 0 && read <= 1)) throw new Error('--time-scale should be above 0 and at most 1');
  return read;
}

function guard(value: string | undefined): Guard | null {
  if (value === undefined) return null;
  const found = guards.find((name) => name === value);
  if (found === undefined) throw new Error(`--without should be one of ${guards.join(', ')}`);
  return found;
}
