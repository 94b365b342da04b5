import { appendFileSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';

// jest loads this file without its module mapper, so nothing of ours can be imported here.

/** What one part of a test run took, in seconds. */
export interface Taken {
  /** The test file, or what else it was. */
  readonly what: string;
  readonly wall: number;
  /** Of `own`, what it took until the first test or hook began: modules read, compiled and run. */
  readonly loading: number;
  /** Processor time of the process that ran it. */
  readonly own: number;
  /** Processor time of the processes that it started, as far as they have ended; 0 where there is no /proc. */
  readonly children: number;
}

/** The variable that names the file which the parts of a run are written to; unset, nothing is. */
export const TIMES_FILE = 'TEXTBACK_TEST_TIMES';

/** Several processes write at once: a line is short enough to be written in one piece. */
export function record(taken: Taken): void {
  const file = process.env[TIMES_FILE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(taken)}\n`);
}

/** Linux tells the times of programs in hundredths of a second. */
const TICKS_PER_SECOND = 100;
/** cutime and cstime, counted from the field that follows the command's name in /proc/PID/stat. */
const CHILDREN_FIELDS = [13, 14] as const;

/** Seconds of processor time of this process so far. */
export function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds of processor time of all descendants that have ended and been waited for; 0 where there is no /proc. */
export function childrenSeconds(): number {
  let stat: string;
  try {
    stat = readFileSync('/proc/self/stat', 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return CHILDREN_FIELDS.reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS_PER_SECOND;
}

/** jest's environment for Node; it also records what its test file takes: a worker runs one file at a time. */
export default class MeasuringEnvironment extends TestEnvironment {
  readonly #what: string;
  readonly #begun = performance.now();
  readonly #own = ownSeconds();
  readonly #children = childrenSeconds();
  #loading = 0;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.#what = relative(config.globalConfig.rootDir, context.testPath);
  }

  handleTestEvent(event: { readonly name: string }): void {
    if (event.name === 'run_start') this.#loading = ownSeconds() - this.#own;
  }

  override async teardown(): Promise<void> {
    await super.teardown();
    record({
      what: this.#what,
      wall: (performance.now() - this.#begun) / 1_000,
      loading: this.#loading,
      own: ownSeconds() - this.#own,
      children: childrenSeconds() - this.#children,
    });
  }
}
