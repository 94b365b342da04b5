import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { program } from '../support/programs.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A folder in which the docs' shell commands run as in a clone: the `.env` in it sets nothing and is not a developer's, and what
 * they write is thrown away.
 */
export async function makeClone(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'textback-docs-'));
  for (const name of await readdir(root)) {
    if (name === 'package.json' || name === '.env.example')
      await copyFile(join(root, name), join(folder, name));
    else if (!['.git', '.env', '.data', 'coverage', 'dist'].includes(name))
      await symlink(join(root, name), join(folder, name));
  }
  await copyFile(join(root, '.env.example'), join(folder, '.env'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * What the docs take for granted on the reader's machine, under names that are on PATH there; curl fails on a 4xx and 5xx, unless
 * the command is there to show the status. npx takes seconds each time to find our own program: test/cli/bin.test.ts holds that it does.
 */
const prelude = () => `
set -eo pipefail
temporal() { "$TEMPORAL_CLI" "$@"; }
npx() {
  case "$1" in
    textback) "${process.execPath}" "${program('src/cli/textback.ts')}" "\${@:2}" ;;
    *) command npx "$@" ;;
  esac
}
curl() {
  case "$*" in
    *http_code*) command curl --max-time 20 "$@" ;;
    *) command curl --silent --show-error --fail-with-body --max-time 20 "$@" ;;
  esac
}
`;

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

interface Where {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

const LIMIT_MS = 60_000;

/**
 * Runs a script in bash, in a process group of its own. With `until` it is stopped as soon as it has said that; the code is 0 then.
 */
export async function runShell(
  script: string,
  { folder, environment }: Where,
  until?: string,
): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const child = spawn('bash', ['-c', prelude() + script], {
    cwd: folder,
    env: { PATH, HOME, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const end = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, signal);
  };
  const limit = setTimeout(() => {
    end('SIGKILL');
  }, LIMIT_MS);
  let output = '';
  let said = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      if (until === undefined || said || !output.includes(until)) return;
      said = true;
      end('SIGTERM');
    });
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  return { code: until !== undefined && output.includes(until) ? 0 : code, output };
}

const found = new Map<string, Promise<boolean>>();

/** The programs of these commands that this machine does not have. */
export async function missingPrograms(commands: readonly string[], where: Where): Promise<string[]> {
  const missing: string[] = [];
  for (const name of new Set(commands.map((command) => command.split(' ')[0] ?? ''))) {
    const isThere = found.get(name) ?? runShell(`type ${name}`, where).then(({ code }) => code === 0);
    found.set(name, isThere);
    if (!(await isThere)) missing.push(name);
  }
  return missing;
}

/** Runs SQL as the docs have it, in one transaction that is rolled back; its own BEGIN and COMMIT are left out. */
export async function tryOut(databaseUrl: string, sql: string): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    const results = await client.query(sql.replace(/^\s*(BEGIN|COMMIT);\s*$/gm, ''));
    return [results].flat();
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}
