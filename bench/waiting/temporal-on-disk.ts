import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/local/ports.js';
import { findTemporalCli } from '../../src/local/temporal-cli.js';
import { startLocalTemporal, type LocalTemporal } from '../../src/local/temporal-server.js';
import type { Stage } from '../harness/stage.js';

const quiet = () => undefined;

/** Bytes. */
export interface StoreSize {
  /** All of the database, with what SQLite has not yet merged into it. */
  readonly total: number;
  /** Pages of it that were emptied and will be used again. */
  readonly free: number;
}

/** A Temporal dev server with SQLite on a disk, as `npm start` has it, whose files can be looked at. */
export interface TemporalOnDisk {
  readonly address: string;
  /** The database's file, which is also in its process's command line. */
  readonly file: string;
  /** Exact while it is stopped. */
  readonly measure: () => Promise<StoreSize>;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

export async function startTemporalOnDisk(stage: Stage): Promise<TemporalOnDisk> {
  const cli = await findTemporalCli({ onProgress: quiet });
  const dataDir = await mkdtemp(join(tmpdir(), 'textback-bench-temporal-'));
  stage.keep(() => rm(dataDir, { recursive: true, force: true }));
  const options = { cli, dataDir, port: await freePort(), onProgress: quiet };
  let server: LocalTemporal | null = await startLocalTemporal(options);
  const { address } = server;
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  stage.keep(stop);
  const file = join(dataDir, 'temporal.db');
  return {
    address,
    file,
    measure: async () => {
      const sizes = await Promise.all(['', '-wal', '-shm'].map((end) => sizeOf(`${file}${end}`)));
      return { total: sizes.reduce((total, size) => total + size, 0), free: await freeBytes(file) };
    },
    stop,
    start: async () => {
      server ??= await startLocalTemporal(options);
    },
  };
}

/** Bytes; 0 for a file that is not there, as SQLite's log is not after a stop. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** The database header has the page size at byte 16 and the number of free pages at byte 36 (SQLite, database file format). */
async function freeBytes(file: string): Promise<number> {
  const handle = await open(file);
  try {
    const header = Buffer.alloc(100);
    await handle.read(header, 0, header.length, 0);
    const pageSize = header.readUInt16BE(16);
    return header.readUInt32BE(36) * (pageSize === 1 ? 65_536 : pageSize);
  } finally {
    await handle.close();
  }
}
