import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LocalServerError } from './local-server-error.js';
import type { ServerCommand } from './server-process.js';

/** The system user that PostgreSQL runs as when we are root. */
export interface Account {
  uid: number;
  gid: number;
}

const NAME = 'postgres';

function lookUp(): Account | null {
  const id = (flag: string): number => {
    const { status, stdout } = spawnSync('id', [flag, NAME], { encoding: 'utf8' });
    return status === 0 ? Number.parseInt(stdout, 10) : Number.NaN;
  };
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isNaN(uid) || Number.isNaN(gid) ? null : { uid, gid };
}

/**
 * Null unless we are root. PostgreSQL refuses to run as root, so then the system user `postgres` is used, and made if
 * there is none. Throws LocalServerError ACCOUNT_MISSING when it cannot be made.
 */
export function postgresAccount(onProgress: (line: string) => void): Account | null {
  if (process.getuid?.() !== 0) return null;
  const found = lookUp();
  if (found !== null) return found;
  onProgress(`PostgreSQL does not run as root: creating the system user ${NAME}`);
  const made = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME],
    {
      encoding: 'utf8',
    },
  );
  const account = lookUp();
  if (account !== null) return account;
  throw new LocalServerError(
    'ACCOUNT_MISSING',
    `PostgreSQL does not run as root, and the user ${NAME} could not be created (${made.error?.message ?? made.stderr.trim()}). ` +
      'Start Textback as another user, or set DATABASE_URL to your own PostgreSQL.',
  );
}

/** Whether the account may enter every folder down to `path`, by mode bits alone. */
function mayEnter({ uid, gid }: Account, path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid: owner, gid: group } = statSync(folder);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}

/** Capability numbers: capability.h of the Linux kernel. */
const PASSING_CAPABILITIES = [
  { bit: 2n, name: 'dac_read_search' },
  { bit: 1n, name: 'dac_override' },
];

/** The narrowest capability that this container leaves to root and that lets a process pass closed folders. */
function passingCapability(): string | null {
  if (process.platform !== 'linux') return null;
  const bounds = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const set = BigInt(`0x${bounds ?? '0'}`);
  return PASSING_CAPABILITIES.find(({ bit }) => (set >> bit) & 1n)?.name ?? null;
}

/**
 * The same command, run as the account. Where folders on the way are closed to it (a checkout under /root), it is
 * given the one capability that passes them, through util-linux's setpriv; it stays unable to write there.
 * Throws LocalServerError DATA_DIR_UNREACHABLE where that is not to be had.
 *
 * @param folders those that the command must be able to enter
 */
export function runAs(
  account: Account | null,
  command: string,
  args: string[],
  folders: string[],
): ServerCommand {
  if (account === null) return { command, args };
  const { uid, gid } = account;
  const closed = folders.find((folder) => !mayEnter(account, folder));
  if (closed === undefined) return { command, args, uid, gid };
  const capability = passingCapability();
  if (capability !== null && spawnSync('setpriv', ['--version']).status === 0) {
    const grant = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', `--inh-caps=+${capability}`];
    return { command: 'setpriv', args: [...grant, `--ambient-caps=+${capability}`, command, ...args] };
  }
  throw new LocalServerError(
    'DATA_DIR_UNREACHABLE',
    `PostgreSQL does not run as root, and its user ${NAME} cannot access ${closed}. Put the checkout and DATA_DIR where ` +
      'every user has access, start Textback as another user, or set DATABASE_URL to your own PostgreSQL.',
  );
}
