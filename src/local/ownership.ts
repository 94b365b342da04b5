import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { LocalServerError } from './local-server-error.js';
import { identify, isRunning, type ProcessIdentity } from './process-identity.js';

interface OwnerRecord {
  owner: ProcessIdentity;
  server: ProcessIdentity | null;
}

/** This process's right to run one server on its data. */
export interface Ownership {
  /** A server that is still running because its owner was killed without warning. */
  readonly orphan: ProcessIdentity | null;
  /** Records the server's process, so that a later owner finds it if this process is killed. */
  record(pid: number): void;
  release(): void;
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startedAt } = value as Partial<ProcessIdentity>;
  return typeof pid === 'number' && typeof startedAt === 'string';
}

/** A record truncated by a crash names no owner: it reads as null, like a missing one. */
function parse(text: string): OwnerRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { owner, server } = (value ?? {}) as Partial<Record<keyof OwnerRecord, unknown>>;
  return isIdentity(owner) ? { owner, server: isIdentity(server) ? server : null } : null;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Creates `file` atomically; false if it exists already. */
function createWhole(file: string, text: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a dead owner's record; false if another process has replaced it meanwhile. */
function removeExactly(file: string, judged: string): boolean {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  const moved = readFileSync(aside, 'utf8');
  rmSync(aside);
  return moved === judged || !createWhole(file, moved);
}

/**
 * Makes this process the owner of one server's data, by a file beside that data.
 *
 * Throws LocalServerError DATA_DIR_IN_USE while the process named there runs. An owner that is gone (kill -9, power
 * cut) is succeeded, and its server is handed over as `orphan`. Not promised across machines or containers that share
 * the folder: process numbers mean nothing there.
 *
 * @param name the server, for the message
 */
export function takeOwnership(file: string, name: string): Ownership {
  const owner = identify(process.pid);
  if (owner === null)
    throw new LocalServerError('START_FAILED', 'This machine does not report when a process started.');
  const text = (server: ProcessIdentity | null): string =>
    JSON.stringify({ owner, server } satisfies OwnerRecord);
  let orphan: ProcessIdentity | null = null;
  while (!createWhole(file, text(orphan))) {
    const found = readIfThere(file);
    if (found === null) continue;
    const record = parse(found);
    if (record !== null && isRunning(record.owner)) {
      throw new LocalServerError(
        'DATA_DIR_IN_USE',
        `${name} in this folder is in use by process ${record.owner.pid} (${file}); ` +
          'stop that process, or set DATA_DIR to another folder.',
      );
    }
    if (removeExactly(file, found)) {
      orphan = record?.server && isRunning(record.server) ? record.server : null;
    }
  }
  return {
    orphan,
    record(pid) {
      const draft = `${file}.${randomUUID()}`;
      writeFileSync(draft, text(identify(pid)), { mode: 0o600 });
      renameSync(draft, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}
