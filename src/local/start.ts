import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Config } from '../platform/config/config.js';
import { configuredTemporal } from '../platform/config/external.js';
import { takeVisitorNumbers } from './visitor-numbers.js';
import { lazyHistories } from '../web/console/lazy-histories.js';
import { APP_ROLE } from '../platform/db/app-role.js';
import { migrate } from '../platform/db/migrate.js';
import { startGateway, type Gateway } from '../web/gateway/gateway.js';
import { createMetrics } from '../vendors/metrics.js';
import { connectClient, type TemporalServer } from '../platform/temporal/connection.js';
import { startWorker, type RunningWorker } from '../worker/worker.js';
import { checkPorts } from './check-ports.js';
import { publishInstance, type PublishedInstance } from './instance.js';
import { LocalServerError } from './local-server-error.js';
import { ownKeys } from './own-keys.js';
import { assertPortFree, freePort } from './ports.js';
import { startLocalPostgres } from './postgres.js';
import type { RunningParts } from './running-parts.js';
import { whySandboxFailed } from './sandbox-missing.js';
import { findTemporalCli } from './temporal-cli.js';
import { endLeftBehindTemporal, startLocalTemporal } from './temporal-server.js';

/** Addresses of the running parts; null if this process did not start the part or does not know. */
export interface Textback {
  gatewayUrl: string;
  /** Where console, admin API and metrics are. */
  adminUrl: string;
  /** host:port, without the password. */
  postgres: string;
  temporal: string;
  temporalUiUrl: string | null;
  sandboxUrl: string | null;
  /** Rejects when the worker can no longer work, or a server that was started here cannot be kept running. */
  failed: Promise<never>;
}

type Say = (line: string) => void;

/** The port that Temporal's command line uses by default. */
const USUAL_TEMPORAL_PORT = 7233;
/** For a Temporal of somebody else, over any network. */
const ANSWER_WITHIN_MS = 10_000;

async function usualOrFreePort(): Promise<number> {
  const usual = assertPortFree('Temporal', USUAL_TEMPORAL_PORT);
  return usual.then(
    () => USUAL_TEMPORAL_PORT,
    () => freePort(),
  );
}

/** A server that was started here is kept running. `failed` rejects when that does not help. */
interface Kept {
  readonly failed: Promise<never>;
}

const never = new Promise<never>(() => undefined);

async function database(config: Config, parts: RunningParts, say: Say): Promise<Kept & { url: string }> {
  const { url, dataDir } = config.database;
  if (url !== null) return { url, failed: never };
  const begin = () => startLocalPostgres({ dataDir, keepRunning: true, onProgress: say });
  const started = await parts.start('PostgreSQL', begin, (postgres) => postgres.stop());
  return started;
}

async function assertReachable(config: Config, server: TemporalServer): Promise<void> {
  const { connection } = connectClient(config.temporal, server);
  const { namespace } = server;
  try {
    await connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, async () => {
      await connection.ensureConnected();
      await connection.workflowService.describeNamespace({ namespace });
    });
  } catch (error) {
    throw new LocalServerError(
      'UNREACHABLE',
      `Temporal at ${server.address}, namespace ${namespace}, is not usable: ${(error as Error).message}. ` +
        'Check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE; if neither is set, Textback starts its own Temporal server.',
      { cause: error },
    );
  } finally {
    await connection.close();
  }
}

async function temporal(
  config: Config,
  parts: RunningParts,
  say: Say,
): Promise<TemporalServer & Kept & { uiUrl: string | null }> {
  const { uiUrl, uiPort, namespace } = config.temporal;
  const configured = configuredTemporal(config);
  if (configured !== null) {
    await assertReachable(config, configured);
    return { ...configured, uiUrl, failed: never };
  }
  const cli = async () => findTemporalCli({ onProgress: say, signal: parts.signal });
  const startOn = async (port: number) =>
    startLocalTemporal({
      cli: await cli(),
      dataDir: config.database.dataDir,
      port,
      uiPort: uiPort === 0 ? await freePort() : uiPort,
      namespace,
      keepRunning: true,
      onProgress: say,
    });
  const begin = async () => {
    const port = await usualOrFreePort();
    try {
      return await startOn(port);
    } catch (error) {
      // Somebody else may have taken the usual port between our look and the server's start; any port will do.
      const isTaken = port === USUAL_TEMPORAL_PORT && (await usualOrFreePort()) !== port;
      if (!isTaken) throw error;
      return startOn(await freePort());
    }
  };
  const started = await parts.start('Temporal', begin, (server) => server.stop());
  return { ...started, uiUrl: uiUrl ?? started.uiUrl };
}

/** Loads the sandbox only where it is wanted: a production image may leave the folder out. */
async function sandbox(config: Config, parts: RunningParts) {
  if (config.mode !== 'sandbox') return null;
  const { startSandbox } = await import('../../sandbox/sandbox.js').catch((error: unknown) => {
    throw whySandboxFailed(error, new URL('../../sandbox/', import.meta.url));
  });
  const { sandboxPort: page } = config;
  const firstVisitor = takeVisitorNumbers(config.database.dataDir);
  const begin = () =>
    startSandbox({
      ports: { page, drift: page + 1, twilio: page + 2 },
      firstVisitor,
      twilio: { callbacks: { statusDelayMs: 700 } }, // slow enough to be seen
    });
  return parts.start('The sandbox', begin, (started) => started.close());
}

type Sandbox = NonNullable<Awaited<ReturnType<typeof sandbox>>>;

/** Both at once; the first failure is thrown when neither is on its way any more. */
async function servers(config: Config, parts: RunningParts, say: Say) {
  const [postgres, temporalServer] = await Promise.allSettled([
    database(config, parts, say),
    temporal(config, parts, say),
  ]);
  if (postgres.status === 'rejected') throw postgres.reason;
  if (temporalServer.status === 'rejected') throw temporalServer.reason;
  const failed = Promise.race([postgres.value.failed, temporalServer.value.failed]);
  failed.catch(() => undefined); // also before anybody waits for it
  return { databaseUrl: postgres.value.url, temporalServer: temporalServer.value, failed };
}

function introduce(
  page: Sandbox,
  config: Config,
  gateway: Gateway,
  server: TemporalServer & { uiUrl: string | null },
): void {
  page.setWebhookUrl(config.server.publicUrl ?? gateway.url);
  page.setTextback({
    url: gateway.adminUrl,
    adminToken: config.adminToken ?? '',
    namespace: server.namespace,
    followUpDelayMs: config.behaviour.followUpDelayMs,
    quietHours: config.behaviour.quietHours,
    ...(server.uiUrl === null ? {} : { temporalUiUrl: server.uiUrl }),
  });
}

/**
 * Brings the schema up to date, and gives the URL that gateway and worker work with. On a PostgreSQL of our own that is a role which
 * can do no more than they need, with a password of this start; its superuser is used for nothing else.
 */
async function migrated({ database: { url, appPassword } }: Config, databaseUrl: string): Promise<string> {
  if (url !== null) {
    await migrate(url, appPassword);
    return url;
  }
  const password = randomBytes(24).toString('base64url');
  await migrate(databaseUrl, password);
  const own = new URL(databaseUrl);
  own.username = APP_ROLE;
  own.password = password;
  return own.href;
}

/** Secrets can be sealed without more ado where the database is our own too. */
function withKeys(config: Config): Config {
  const { url, dataDir } = config.database;
  if (config.encryptionKeys !== null || url !== null) return config;
  return { ...config, encryptionKeys: ownKeys(dataDir) };
}

/** From here on commands find the servers that this process has started; they may use them until those stop. */
async function publish(
  config: Config,
  parts: RunningParts,
  databaseUrl: string,
  { address, namespace, uiUrl }: TemporalServer & { uiUrl: string | null },
): Promise<PublishedInstance | null> {
  const servers = {
    databaseUrl: config.database.url === null ? databaseUrl : null,
    temporal: configuredTemporal(config) === null ? { address, namespace, uiUrl } : null,
  };
  if (servers.databaseUrl === null && servers.temporal === null) return null;
  const begin = () => Promise.resolve(publishInstance(config.database.dataDir, servers));
  return parts.start('The file for commands', begin, (published) => {
    published.remove();
    return Promise.resolve();
  });
}

const uiOf = ({ uiUrl, namespace }: { uiUrl: string | null; namespace: string }) =>
  uiUrl === null ? null : { url: uiUrl, namespace };

/**
 * Starts all of Textback in this process, and PostgreSQL and Temporal beside it where none are configured. Every part is
 * handed to `parts`, so that after an error, or at the end, `parts.close` stops all that was started.
 */
export async function startTextback(config: Config, parts: RunningParts, say: Say): Promise<Textback> {
  const { dataDir } = config.database;
  const ownTemporal = configuredTemporal(config) === null;
  if (ownTemporal) await endLeftBehindTemporal(dataDir, say);
  await checkPorts(config);
  if (ownTemporal || config.database.url === null) say(`Starting; data is stored in ${resolve(dataDir)}`);
  const { databaseUrl: given, temporalServer, failed } = await servers(config, parts, say);
  const databaseUrl = await migrated(config, given);
  parts.throwIfStopping();
  const published = await publish(config, parts, databaseUrl, temporalServer);
  const page = await sandbox(config, parts);
  const metrics = createMetrics();
  const sealing = withKeys(config);
  const gateway = await parts.start(
    'The gateway',
    () =>
      startGateway(sealing, databaseUrl, metrics, {
        histories: lazyHistories(config.temporal, temporalServer),
        temporalUi: uiOf(temporalServer),
      }),
    (started) => started.close(),
  );
  if (page !== null) introduce(page, config, gateway, temporalServer);
  const workerServers = { databaseUrl, temporal: temporalServer, gatewayUrl: gateway.url };
  const worker: RunningWorker = await parts.start(
    'The worker',
    () => startWorker(sealing, workerServers, metrics),
    (started) => started.close(),
  );
  published?.addresses({
    gatewayUrl: gateway.url,
    adminUrl: gateway.adminUrl,
    sandboxUrl: page?.pageUrl ?? null,
  });
  return {
    gatewayUrl: gateway.url,
    adminUrl: gateway.adminUrl,
    postgres: new URL(databaseUrl).host,
    temporal: temporalServer.address,
    temporalUiUrl: temporalServer.uiUrl,
    sandboxUrl: page?.pageUrl ?? null,
    failed: Promise.race([worker.failed, failed]),
  };
}
