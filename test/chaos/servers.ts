import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalPostgres } from '../../src/local/postgres.js';
import { findTemporalCli } from '../../src/local/temporal-cli.js';
import { startLocalTemporal } from '../../src/local/temporal-server.js';
import { sendSignal } from '../../src/local/process-identity.js';

const RESTART_AFTER_MS = 700;
const TRIES = 5;

/** A server that is started again on the same data after it was killed. */
export interface Server {
  /** kill -9, and the start after it. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

interface Running {
  stop(): Promise<void>;
}

async function keep(start: () => Promise<Running>, pid: () => Promise<number>): Promise<Server> {
  let running = await start();
  const startAgain = async () => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await start();
      } catch (error) {
        if (tries === TRIES) throw error;
        await sleep(RESTART_AFTER_MS);
      }
    }
  };
  return {
    killAndRestart: async () => {
      sendSignal(await pid(), 'SIGKILL');
      await running.stop();
      await sleep(RESTART_AFTER_MS);
      running = await startAgain();
    },
    stop: () => running.stop(),
  };
}

const quiet = () => undefined;

/** PostgreSQL on this port; `url` as one connects to it directly. What it has committed survives a kill, not a power cut. */
export async function keepPostgres(
  dataDir: string,
  port: number,
): Promise<{ readonly server: Server; readonly url: string }> {
  let url = '';
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'on' };
  const server = await keep(
    async () => {
      const postgres = await startLocalPostgres({ dataDir, port, settings, onProgress: quiet });
      url = postgres.url;
      return postgres;
    },
    async () => Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]),
  );
  return { server, url };
}

export async function keepTemporal(dataDir: string, port: number): Promise<Server> {
  const cli = process.env['TEXTBACK_TEST_TEMPORAL_CLI'] ?? (await findTemporalCli({ onProgress: quiet }));
  return keep(
    () => startLocalTemporal({ cli, dataDir, port, onProgress: quiet }),
    async () => {
      const owner = await readFile(join(dataDir, 'temporal.owner'), 'utf8');
      return (JSON.parse(owner) as { server: { pid: number } }).server.pid;
    },
  );
}
