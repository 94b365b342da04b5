/**
 * The tests as `.ci/run` runs them: `npm test` and `npm run test:tools`, and the files that failed once more, each alone on the machine.
 * Writes `N passed, N failed` to the file that is its argument; its exit code says whether all is well.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { addCounts, countTests, failedFiles, isGood, type Counts, type JestReport } from './counts.js';
import { resultsFile, root, runJest, toolsConfig, toolsResultsFile } from './jest.js';

const none: Counts = { passed: 0, failed: 0, flaky: [], broken: [] };
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const named = (file: string): string => relative(root, file);

const readReport = (file: string): JestReport | null =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JestReport) : null;

/** Runs jest, and what failed once more. A jest that fails without a failed file, or leaves no report, is a failure of its own. */
async function runTwice(what: string, args: readonly string[], firstResults = resultsFile): Promise<Counts> {
  const code = await runJest({ args, results: firstResults });
  const first = readReport(firstResults);
  const failed = first === null ? [] : failedFiles(first);
  if (first === null || (code !== 0 && failed.length === 0)) {
    say(`${what} ended with code ${code} and no test file to blame.`);
    return addCounts(first === null ? none : countTests(first, null), { ...none, failed: 1, broken: [what] });
  }
  if (failed.length === 0) return countTests(first, null);
  say(`Once more, alone: ${failed.map(named).join(', ')}`);
  const results = join(root, 'coverage', 'results-again.json');
  await runJest({ args: [...args, '--runInBand', '--runTestsByPath', ...failed], results });
  return countTests(first, readReport(results));
}

const counts = addCounts(
  await runTwice('npm test', []),
  await runTwice('npm run test:tools', ['--config', toolsConfig], toolsResultsFile),
);
for (const file of counts.flaky) say(`FLAKY: ${named(file)} failed, and passed when it ran again, alone`);
for (const file of counts.broken) say(`FAILED: ${named(file)}`);
const [into] = process.argv.slice(2);
if (into === undefined) throw new Error('usage: ci.ts FILE');
writeFileSync(into, `${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = isGood(counts) ? 0 : 1;
