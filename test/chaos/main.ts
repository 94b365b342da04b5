import { writeFile } from 'node:fs/promises';
import { readOptions, usage, type ChaosOptions } from './options.js';
import { markdown } from './report.js';
import { run } from './run.js';
import { faultClasses } from './schedule.js';

// `npm run chaos`: the real system as processes, faults from a seed, and a checker that asks the vendors' ledgers only.

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function chaos(options: ChaosOptions): Promise<number> {
  say(`seed ${options.seed}`);
  const end = new AbortController();
  const abort = (why: string) => end.abort(new Error(why));
  const tooLong = setTimeout(() => abort(`not over within ${options.withinMs / 1_000} s`), options.withinMs);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort(signal));
  try {
    const verdict = await run(options, say, end.signal);
    const report = markdown(verdict);
    process.stdout.write(`${report}\n`);
    if (options.reportFile !== null) {
      await writeFile(options.reportFile, `${report}\n`);
      await writeFile(`${options.reportFile}.json`, JSON.stringify(verdict, null, 2));
    }
    return verdict.isSound ? 0 : 1;
  } finally {
    clearTimeout(tooLong);
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help' || options === 'list') {
    process.stdout.write(`${options === 'help' ? usage : faultClasses.join('\n')}\n`);
    return 0;
  }
  return chaos(options);
}

let code = 2;
try {
  code = await main();
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
// Everything was stopped; connections that were cut on purpose may still hold the process open.
process.stdout.write('', () => process.exit(code));
