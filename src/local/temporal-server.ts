import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { keepRunning, notKept } from './keep-running.js';
import { prepareDataFolder } from './data-folder.js';
import { LocalServerError } from './local-server-error.js';
import { takeOwnership, type Ownership } from './ownership.js';
import { assertPortFree, freePort } from './ports.js';
import { commandLine, holdsWithin, isRunning, sendSignal, type ProcessIdentity } from './process-identity.js';
import { startServerProcess, type ServerProcess } from './server-process.js';

export interface LocalTemporalOptions {
  /** Path of the Temporal CLI, see findTemporalCli. */
  cli: string;
  /** Keeps the server's database and log; null: both are thrown away at the stop. */
  dataDir: string | null;
  /** gRPC, on 127.0.0.1; a free one when left out. */
  port?: number;
  /** Web UI, on 127.0.0.1; none when null or left out. */
  uiPort?: number | null;
  /** Made when missing; `default` when left out. */
  namespace?: string;
  /** Dynamic configuration: key to value as JSON. */
  dynamicConfig?: Record<string, string>;
  /** Search attributes to register: name to type, such as `Keyword`. */
  searchAttributes?: Record<string, string>;
  /** Start it again whenever it ends by itself. */
  keepRunning?: boolean;
  /** Told each step that takes a while. */
  onProgress: (line: string) => void;
}

export interface LocalTemporal {
  /** host:port for gRPC. */
  address: string;
  namespace: string;
  uiUrl: string | null;
  /** Rejects when it was to be kept running and has ended again and again. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

const START_WITHIN_MS = 60_000;
const STOP_STEPS = [{ signal: 'SIGTERM', wait: 15_000 }] as const;

const namespaceOf = ({ namespace = 'default' }: LocalTemporalOptions): string => namespace;

function argumentsFor(options: LocalTemporalOptions, port: number, dbFile: string | null): string[] {
  const { uiPort = null, dynamicConfig = {}, searchAttributes = {} } = options;
  const pairs = (flag: string, values: Record<string, string>): string[] =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  return [
    ...[
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--namespace',
      namespaceOf(options),
    ],
    ...['--log-level', 'warn', '--log-format', 'json'],
    ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
    // Twice as fast as SQLite's defaults; what was written survives the end of the process, not always a power cut.
    ...(dbFile === null
      ? []
      : ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=1']),
    ...pairs('--dynamic-config-value', dynamicConfig),
    ...pairs('--search-attribute', searchAttributes),
  ];
}

/** The number of a process can come to mean another program: only the dev server that was noted is ended. */
async function endOrphan(orphan: ProcessIdentity | null, onProgress: (line: string) => void): Promise<void> {
  if (orphan === null || !commandLine(orphan.pid).includes('server start-dev')) return;
  onProgress('Stopping a Temporal server left running by an earlier start that was killed');
  const gone = (): boolean => !isRunning(orphan);
  sendSignal(orphan.pid, 'SIGTERM');
  if (await holdsWithin(10_000, gone)) return;
  sendSignal(orphan.pid, 'SIGKILL');
  if (!(await holdsWithin(5_000, gone))) {
    throw new LocalServerError(
      'STOP_FAILED',
      `An earlier Temporal server, process ${orphan.pid}, cannot be stopped.`,
    );
  }
}

async function answers(address: string, namespace: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: '2s' });
    const { workflowService } = connection;
    await connection.withDeadline(Date.now() + 2_000, () => workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false; // not up yet, whatever the error: the caller has a deadline and the server's own log
  } finally {
    await connection?.close();
  }
}

/**
 * Waits for the server that we started, not for whoever answers: a dev server that finds its port taken ends with an
 * error while the other one answers. It prints its addresses only after it has opened its ports.
 */
async function waitUntilReady(
  server: ServerProcess,
  address: string,
  namespace: string,
  logFile: string,
): Promise<void> {
  const deadline = performance.now() + START_WITHIN_MS;
  for (;;) {
    const ended = server.ended();
    if (ended !== null || performance.now() > deadline) {
      const what =
        ended === null ? `is not ready after ${START_WITHIN_MS / 1000} s` : `exited at once (${ended})`;
      throw new LocalServerError(
        'START_FAILED',
        `Temporal ${what}. Its last log lines:\n${server.logTail()}`,
      );
    }
    const announced = readFileSync(logFile, 'utf8').includes('Temporal Server:');
    if (announced && (await answers(address, namespace)) && server.ended() === null) return;
    await delay(50);
  }
}

async function startOwned(
  options: LocalTemporalOptions,
  folder: string,
  ownership: Ownership | null,
): Promise<LocalTemporal> {
  const { onProgress, uiPort = null } = options;
  await endOrphan(ownership?.orphan ?? null, onProgress);
  if (options.port !== undefined) await assertPortFree('The Temporal port', options.port);
  if (uiPort !== null) await assertPortFree('TEMPORAL_UI_PORT', uiPort);
  const port = options.port ?? (await freePort());
  const address = `127.0.0.1:${port}`;
  const namespace = namespaceOf(options);
  const logFile = join(folder, 'temporal.log');
  const args = argumentsFor(options, port, ownership === null ? null : join(folder, 'temporal.db'));
  const launch = async (): Promise<ServerProcess> => {
    const server = await startServerProcess(
      { command: options.cli, args },
      { logFile, stopSteps: STOP_STEPS, onSpawn: (pid) => ownership?.record(pid) },
    );
    try {
      await waitUntilReady(server, address, namespace, logFile);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  };
  const server = await launch();
  const kept = options.keepRunning
    ? keepRunning(server, { name: 'Temporal', launch, say: onProgress })
    : notKept(server);
  const uiUrl = uiPort === null ? null : `http://127.0.0.1:${uiPort}`;
  return { address, namespace, uiUrl, failed: kept.failed, stop: () => kept.stop() };
}

const ownershipOf = (folder: string): Ownership =>
  takeOwnership(join(folder, 'temporal.owner'), 'The Temporal data');

/**
 * Ends a server that was left behind on this folder, so that a look at its ports tells whether another program has them.
 * Throws LocalServerError DATA_DIR_IN_USE while a living process owns the folder.
 */
export async function endLeftBehindTemporal(
  dataDir: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const ownership = ownershipOf(prepareDataFolder(dataDir, null, onProgress));
  try {
    await endOrphan(ownership.orphan, onProgress);
  } finally {
    ownership.release();
  }
}

/**
 * Starts Temporal's dev server on this machine: real Temporal with SQLite and its Web UI, not meant for production.
 *
 * It runs detached, so Ctrl-C reaches only us: `stop()` ends it, and so does the end of this process, even by kill -9.
 * One that was left behind all the same is ended by the next start on the same `dataDir`.
 * Throws LocalServerError, nothing left running.
 */
export async function startLocalTemporal(options: LocalTemporalOptions): Promise<LocalTemporal> {
  const folder =
    options.dataDir === null
      ? mkdtempSync(join(tmpdir(), 'textback-temporal-'))
      : prepareDataFolder(options.dataDir, null, options.onProgress);
  const ownership = options.dataDir === null ? null : ownershipOf(folder);
  const letGo = (): void => {
    if (ownership === null) rmSync(folder, { recursive: true, force: true });
    else ownership.release();
  };
  try {
    const started = await startOwned(options, folder, ownership);
    const stop = async (): Promise<void> => {
      await started.stop();
      letGo();
    };
    return { ...started, stop };
  } catch (error) {
    letGo();
    throw error;
  }
}
