import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sendSignal } from '../../src/local/process-identity.js';
import { childrenSeconds, ownSeconds, record, TIMES_FILE } from './environment.js';
import { WHOLE_RUN } from './times-table.js';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const root = fileURLToPath(new URL('../../', import.meta.url));
const coverage = join(root, 'coverage');
/** jest's own report of the last `npm test`. */
export const resultsFile = join(coverage, 'results.json');
const timesBeside = (results: string): string => results.replace(/\.json$/, '.times.ndjson');
/** What each part of the last `npm test` took; one `Taken` a line. */
export const timesFile = timesBeside(resultsFile);

/** Of jest for the checks that need more than Node, and its report then. */
export const toolsConfig = join(root, 'jest.tools.config.js');
export const toolsResultsFile = join(coverage, 'results-tools.json');

/** Of jest for the tests that need no server, and its report then. */
export const fastConfig = join(root, 'jest.fast.config.js');
export const fastResultsFile = join(coverage, 'results-fast.json');

export interface JestRun {
  readonly args: readonly string[];
  /** Where jest's report goes. Removed first, so that what stands there afterwards is of this run. */
  readonly results?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const nodeOptions = [
  process.env['NODE_OPTIONS'],
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
];

/** Runs jest with what ESM needs, and resolves to its exit code. A signal to us ends it with its workers and servers. */
export async function runJest({ args, results = resultsFile, environment = {} }: JestRun): Promise<number> {
  mkdirSync(dirname(results), { recursive: true });
  rmSync(results, { force: true });
  const times = timesBeside(results);
  rmSync(times, { force: true });
  process.env[TIMES_FILE] = times;
  const began = { at: performance.now(), children: childrenSeconds() };

  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const child = spawn(process.execPath, [jest, '--json', `--outputFile=${results}`, ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: nodeOptions.filter(Boolean).join(' '), ...environment },
    // Its own group, so that a signal to us ends jest and its workers together; --json repeats the results on stdout.
    detached: true,
    stdio: ['inherit', 'ignore', 'inherit'],
  });
  const forward = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined) sendSignal(-child.pid, signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) =>
      resolve(exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
  for (const signal of FORWARDED) process.off(signal, forward);
  record({
    what: WHOLE_RUN,
    wall: (performance.now() - began.at) / 1_000,
    loading: 0,
    own: ownSeconds(),
    children: childrenSeconds() - began.children,
  });
  return code;
}
