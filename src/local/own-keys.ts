import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { LocalServerError } from './local-server-error.js';

const OWNER_ONLY = 0o600;

/** As ENCRYPTION_KEYS has them, so that its content may move there, or this file be named by ENCRYPTION_KEYS_FILE. */
const fileIn = (dataDir: string): string => join(dataDir, 'encryption-keys');

/** The keys in DATA_DIR, for commands; null: none were made there. */
export function findOwnKeys(dataDir: string): KeyRing | null {
  const file = fileIn(dataDir);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
  const ring = KeyRing.parse(text);
  if (ring !== null) return ring;
  throw new LocalServerError(
    'DATA_UNUSABLE',
    `${file} should hold keys as ENCRYPTION_KEYS does, and holds something else. Put it back from a copy.`,
  );
}

/**
 * The keys for a PostgreSQL of our own: they lie beside its data, which nobody but its owner can open, and are made at the first start.
 * Only there: for a database elsewhere they would be on one machine, and gateways and workers on others could open nothing.
 */
export function ownKeys(dataDir: string): KeyRing {
  const found = findOwnKeys(dataDir);
  if (found !== null) {
    chmodSync(fileIn(dataDir), OWNER_ONLY); // a copy or a restored backup may have opened it
    return found;
  }
  create(fileIn(dataDir), `local-${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}\n`);
  const made = findOwnKeys(dataDir);
  if (made === null) throw new LocalServerError('DATA_UNUSABLE', `${fileIn(dataDir)} was not kept`);
  return made;
}

/** Whole or not at all, on the disk before anything is sealed with it, and never over one that is there. */
function create(file: string, text: string): void {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  const handle = openSync(draft, 'wx', OWNER_ONLY);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
