import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import type { Account } from './postgres-account.js';

const OWNER_ONLY = 0o700;
const STICKY = 0o1000;

/** A folder that others live in too: the home folder, one above the working directory, one for everybody such as /tmp. */
function isShared(folder: string): boolean {
  const isAboveOrAt = (inner: string) => !relative(folder, inner).startsWith('..');
  return isAboveOrAt(process.cwd()) || isAboveOrAt(homedir()) || (statSync(folder).mode & STICKY) !== 0;
}

/**
 * Makes the data folder, open to its owner alone; one that an earlier version left open is closed. It belongs to `account`, the
 * user that PostgreSQL runs as if we are root: PostgreSQL then needs no right to pass closed folders.
 *
 * A folder that others live in too is left as it is, and so is one of another user's; `onProgress` is told.
 */
export function prepareDataFolder(
  dataDir: string,
  account: Account | null,
  onProgress: (line: string) => void,
): string {
  const folder = resolve(dataDir);
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
  }
  if (isShared(folder)) {
    onProgress(`DATA_DIR ${folder} is a folder that other users can open; set it to a folder of its own`);
    return folder;
  }
  try {
    if (account !== null && statSync(folder).uid !== account.uid) chownSync(folder, account.uid, account.gid);
    if ((statSync(folder).mode & 0o777) !== OWNER_ONLY) chmodSync(folder, OWNER_ONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    onProgress(`DATA_DIR ${folder} belongs to another user and cannot be closed to others`);
  }
  return folder;
}
