import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../support/cache-folder.js';

const VERSION = '4.32.5';
const INSTALL_WITHIN_MS = 300_000;

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: INSTALL_WITHIN_MS,
  });
  if (status === 0) return;
  const why = error?.message ?? stderr.trim().slice(-500);
  throw new Error(
    `schemathesis ${VERSION} cannot be had: ${command} ${args.join(' ')}: ${why}. It needs python3 with venv, and PyPI.`,
  );
}

/** Path of schemathesis: fetched once from PyPI into a virtual environment of its own in the cache folder. Throws an error that names it. */
export function findSchemathesis(): string {
  const folder = join(cacheFolder(), `schemathesis-${VERSION}`);
  const program = join(folder, 'bin', 'schemathesis');
  // A virtual environment cannot be moved: this file, not the folder, says that it is whole.
  const whole = join(folder, 'installed');
  if (existsSync(whole)) return program;
  process.stderr.write(`Fetching schemathesis ${VERSION} from PyPI into ${folder} (95 MB)\n`);
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  run('python3', ['-m', 'venv', folder]);
  run(join(folder, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `schemathesis==${VERSION}`,
  ]);
  writeFileSync(whole, '');
  return program;
}
