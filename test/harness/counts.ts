/** One test file in jest's report, as far as counting needs it. */
export interface FileResult {
  /** Its path. */
  readonly name: string;
  /** `failed` too where a file could not be loaded, or broke outside its tests. */
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

/** jest's report, `--json`. */
export interface JestReport {
  readonly success: boolean;
  readonly testResults: readonly FileResult[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Files that failed and then passed. */
  readonly flaky: readonly string[];
  /** Files that failed for good. */
  readonly broken: readonly string[];
}

const hasFailed = ({ status }: FileResult): boolean => status === 'failed';

export const failedFiles = ({ testResults }: JestReport): string[] =>
  testResults.filter(hasFailed).map(({ name }) => name);

/** A file that failed without a failed test, because it could not be loaded or a hook broke, counts as a failed test. */
function countFile(file: FileResult): { passed: number; failed: number } {
  const count = (status: string): number =>
    file.assertionResults.filter((one) => one.status === status).length;
  const failed = count('failed');
  return { passed: count('passed'), failed: hasFailed(file) ? Math.max(failed, 1) : failed };
}

/**
 * Counts each test of a run once, by the last time that its file ran.
 *
 * @param again the report of the files that had failed, run once more; a file that it lacks has failed for good.
 */
export function countTests(first: JestReport, again: JestReport | null): Counts {
  const later = new Map((again?.testResults ?? []).map((file) => [file.name, file]));
  const last = first.testResults.map((file) => (hasFailed(file) ? (later.get(file.name) ?? file) : file));
  const counted = last.map(countFile);
  const total = (key: 'passed' | 'failed'): number => counted.reduce((sum, one) => sum + one[key], 0);
  const failedFirst = new Set(failedFiles(first));
  return {
    passed: total('passed'),
    failed: total('failed'),
    flaky: last.filter((file) => failedFirst.has(file.name) && !hasFailed(file)).map(({ name }) => name),
    broken: last.filter(hasFailed).map(({ name }) => name),
  };
}

/** The counts of several runs of different tests. */
export function addCounts(...all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    flaky: all.flatMap(({ flaky }) => flaky),
    broken: all.flatMap(({ broken }) => broken),
  };
}

/** Whether the run as a whole is one: no failure, and something was tested. */
export const isGood = ({ passed, failed }: Counts): boolean => failed === 0 && passed > 0;
