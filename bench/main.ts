import { mkdir, writeFile } from 'node:fs/promises';
import type { Benchmark } from './bench.js';
import { benchmarks } from './benchmarks.js';
import { readOptions, usage, type BenchOptions } from './harness/options.js';
import { machine, markdown, type Ran } from './harness/report.js';
import { closeStages, PROFILE_DIR } from './harness/stage.js';

// `npm run bench`: measures Textback against ceilings, one benchmark after another.

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function run({ name, about, run: measure }: Benchmark, quick: boolean): Promise<Ran> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  try {
    const result = await measure({ quick, say: (line) => say(`${name}: ${line}`) });
    return { name, about, seconds: seconds(), result };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, about, seconds: seconds(), result: { failure } };
  }
}

/** 0: everything could be measured, whether or not the goals are met; 1: something could not. */
async function bench({ quick, only, outFile, profileDir }: BenchOptions): Promise<number> {
  if (profileDir !== null) {
    await mkdir(profileDir, { recursive: true });
    process.env[PROFILE_DIR] = profileDir;
  }
  const startedAt = new Date().toISOString();
  const ran: Ran[] = [];
  for (const one of benchmarks) {
    if (only.length > 0 && !only.includes(one.name)) continue;
    const result = await run(one, quick);
    ran.push(result);
    print(markdown(result));
    // After each one, so that what was measured is kept whatever becomes of the rest.
    if (outFile !== null)
      await writeFile(outFile, JSON.stringify({ startedAt, quick, machine: machine(), benchmarks: ran }));
  }
  return ran.some(({ result }) => 'failure' in result) ? 1 : 0;
}

async function main(): Promise<number> {
  const options = readOptions(
    process.argv.slice(2),
    benchmarks.map(({ name }) => name),
  );
  if (options === 'help') print(usage);
  else if (options === 'list') for (const { name, about } of benchmarks) print(`${name.padEnd(16)} ${about}`);
  else return bench(options);
  return 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeStages().finally(() => process.exit(130)));
let code = 2;
try {
  code = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
process.stdout.write('', () => process.exit(code));
