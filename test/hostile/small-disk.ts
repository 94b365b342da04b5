import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { postgresServerUrl } from '../support/database.js';

/** A database of its own on a file system of a few megabytes, in memory, that can be filled and freed. */
export interface SmallDisk {
  readonly databaseUrl: string;
  /** Takes all space that is left. */
  fill(): void;
  free(): void;
  remove(): Promise<void>;
}

/** The template takes 9 MB; the rest is for a thousand events or so. */
const SIZE_MB = 24;
const BLOCK = Buffer.alloc(4_096);

const run = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' });

/** Why no file system can be mounted here; null where it can. Tries it, since nothing else tells. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux') return 'mounting a tmpfs needs Linux';
  const folder = mkdtempSync(join(tmpdir(), 'textback-mount-'));
  const { status, error, stderr } = run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
  if (status === 0) run('umount', folder);
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? null : `a tmpfs cannot be mounted: ${error?.message ?? stderr.trim()}`;
}

async function ask<T extends pg.QueryResultRow>(statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: postgresServerUrl() });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Mounts it and makes the database there. What the run's PostgreSQL keeps elsewhere, its log of changes first of all, has
 * all the space that it needs: only this database is out of it.
 */
export async function createSmallDisk(): Promise<SmallDisk> {
  const mountPoint = mkdtempSync(join(tmpdir(), 'textback-small-disk-'));
  const mounted = run('mount', '-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=755`, 'tmpfs', mountPoint);
  if (mounted.status !== 0) throw new Error(`mount: ${mounted.stderr}`);
  const [server] = await ask<{ data_directory: string }>('SHOW data_directory');
  const folder = join(mountPoint, 'tablespace');
  mkdirSync(folder);
  const { uid, gid } = statSync(server?.data_directory ?? '');
  chownSync(folder, uid, gid);
  const name = `small_${randomUUID().replaceAll('-', '')}`;
  await ask(`CREATE TABLESPACE ${name} LOCATION '${folder}'`);
  await ask(`CREATE DATABASE ${name} TEMPLATE textback_template TABLESPACE ${name}`);
  const url = new URL(postgresServerUrl());
  url.pathname = `/${name}`;
  const ballast = join(mountPoint, 'ballast');
  return {
    databaseUrl: url.href,
    fill: () => {
      const file = openSync(ballast, 'a');
      try {
        for (;;) writeSync(file, BLOCK); // bounded by the file system
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: async () => {
      rmSync(ballast, { force: true });
      await ask(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await ask(`DROP TABLESPACE IF EXISTS ${name}`);
      const unmounted = run('umount', mountPoint);
      if (unmounted.status !== 0) throw new Error(`umount ${mountPoint}: ${unmounted.stderr}`);
      rmSync(mountPoint, { recursive: true, force: true });
    },
  };
}
