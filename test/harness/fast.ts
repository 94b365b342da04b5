/**
 * `npm run test:fast`, for while one writes: the unit tests that need no server, types, and lint of the files that differ from
 * the main branch. Everything else is left to `npm test`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastConfig, fastResultsFile, root, runJest } from './jest.js';

/** Helpers that need a server of the run. */
const NEEDS_SERVERS = /support\/(database|temporal|textback|time-skipping|pass-time|processes)\.js'/;

const pureTests = (): string[] =>
  readdirSync(join(root, 'test/unit'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/unit/${file}`)
    .filter((file) => !NEEDS_SERVERS.test(readFileSync(join(root, file), 'utf8')));

function git(...args: readonly string[]): string[] {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}

/** Those that are not committed, and those of the commits that the main branch lacks. */
function changedFiles(): string[] {
  const [base = 'HEAD'] = [...git('merge-base', 'HEAD', 'origin/main'), ...git('merge-base', 'HEAD', 'main')];
  const changed = [
    ...git('diff', '--name-only', '--diff-filter=d', base),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
  return changed.filter((file) => /\.(ts|js)$/.test(file));
}

/** A program of ours, such as `tsc`, in a process of its own; resolves to whether all was well. */
async function run(what: string, program: string, ...args: readonly string[]): Promise<boolean> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  process.stderr.write(`${what}: ${code === 0 ? 'well' : 'FAILED'} after ${seconds} s\n`);
  return code === 0;
}

const changed = changedFiles();
const [tests, types, lint] = await Promise.all([
  runJest({
    args: ['--config', fastConfig, '--silent', '--runTestsByPath', ...pureTests()],
    results: fastResultsFile,
  }),
  run(
    'types',
    'typescript/bin/tsc',
    ...['--noEmit', '--incremental', '--tsBuildInfoFile', 'coverage/types.tsbuildinfo'],
  ),
  changed.length === 0
    ? true
    : run('lint', 'eslint/bin/eslint.js', '--max-warnings', '0', '--no-warn-ignored', ...changed),
]);
process.exitCode = tests === 0 && types && lint ? 0 : 1;
