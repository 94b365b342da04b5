/**
 * What `npm test` runs: jest with what ESM needs, and its counts kept in coverage/results.json for .ci/run.
 * Arguments go to jest: `npm test -- test/local`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sendSignal } from '../src/local/process-identity.js';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const root = fileURLToPath(new URL('../', import.meta.url));
const results = join(root, 'coverage', 'results.json');
mkdirSync(join(root, 'coverage'), { recursive: true });
rmSync(results, { force: true });

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const nodeOptions = [
  process.env['NODE_OPTIONS'],
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
];
const child = spawn(process.execPath, [jest, '--json', `--outputFile=${results}`, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, NODE_OPTIONS: nodeOptions.filter(Boolean).join(' ') },
  // Its own group, so that a signal to us ends jest and its workers together; --json repeats the results on stdout.
  detached: true,
  stdio: ['inherit', 'ignore', 'inherit'],
});

for (const signal of FORWARDED) {
  process.on(signal, () => {
    if (child.pid !== undefined) sendSignal(-child.pid, signal);
  });
}
child.once('error', (error) => {
  process.stderr.write(`jest could not be started: ${error.message}\n`);
  process.exitCode = 1;
});
child.once('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
