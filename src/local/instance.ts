import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { LocalServerError } from './local-server-error.js';
import { identify, isRunning } from './process-identity.js';

/**
 * How commands reach the Textback that runs on a DATA_DIR. A server is null if that Textback did not start it itself: its
 * address and credentials came from the environment and are not copied to the disk.
 */
const instanceSchema = z.object({
  owner: z.object({ pid: z.number(), startedAt: z.string() }),
  /** With the password of our own PostgreSQL. */
  databaseUrl: z.string().nullable(),
  temporal: z.object({ address: z.string(), namespace: z.string(), uiUrl: z.string().nullable() }).nullable(),
  /** Null until it listens. */
  gatewayUrl: z.string().nullable(),
  /** Where console, admin API and metrics are. An earlier version did not write it. */
  adminUrl: z.string().nullable().default(null),
  sandboxUrl: z.string().nullable(),
});

export type Instance = z.infer<typeof instanceSchema>;
export type InstanceServers = Pick<Instance, 'databaseUrl' | 'temporal'>;
export type InstanceAddresses = Pick<Instance, 'gatewayUrl' | 'adminUrl' | 'sandboxUrl'>;

export type FoundInstance =
  | { readonly state: 'running'; readonly instance: Instance }
  /** Killed before it could take its file away. */
  | { readonly state: 'ended'; readonly pid: number }
  | { readonly state: 'none' };

export interface PublishedInstance {
  /** Adds what is known only after the servers are up. */
  addresses(known: InstanceAddresses): void;
  remove(): void;
}

const fileIn = (dataDir: string): string => join(resolve(dataDir), 'instance.json');

/** Whole or not at all, readable by this user alone. */
function write(file: string, instance: Instance): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(instance)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/** A file that a power cut left torn, or that another version wrote, names nobody: it reads as null, as a missing one does. */
function parse(text: string | null): Instance | null {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
  return instanceSchema.safeParse(value).data ?? null;
}

/** What runs on this folder. Not promised across machines or containers that share it, as in ownership.ts. */
export function findInstance(dataDir: string): FoundInstance {
  const instance = parse(readIfThere(fileIn(dataDir)));
  if (instance === null) return { state: 'none' };
  return isRunning(instance.owner)
    ? { state: 'running', instance }
    : { state: 'ended', pid: instance.owner.pid };
}

/**
 * Tells commands how to reach this process's servers, by a file beside their data. Another Textback may run on the same
 * folder only if each starts a different server of its own; commands then find the first.
 */
export function publishInstance(dataDir: string, servers: InstanceServers): PublishedInstance {
  const owner = identify(process.pid);
  if (owner === null)
    throw new LocalServerError('START_FAILED', 'This machine does not report when a process started.');
  if (findInstance(dataDir).state === 'running')
    return { addresses: () => undefined, remove: () => undefined };
  const file = fileIn(dataDir);
  const instance: Instance = { owner, ...servers, gatewayUrl: null, adminUrl: null, sandboxUrl: null };
  write(file, instance);
  return {
    addresses: (known) => write(file, { ...instance, ...known }),
    remove: () => rmSync(file, { force: true }),
  };
}
