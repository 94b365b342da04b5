import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../platform/config/config.js';
import type { ConsoleContext } from '../console/context.js';
import { checkKeys, WrongKeys } from '../../orgs/vault/check-keys.js';
import { createModeGuard, WrongMode } from '../../platform/db/installation-mode.js';
import { createPool } from '../../platform/db/pool.js';
import { createLogger } from '../../platform/logging/logger.js';
import { createMetrics } from '../../vendors/metrics.js';
import { startTracing } from '../../platform/tracing/start-tracing.js';
import { createVouches } from './chat-apps.js';
import { createAccept } from './accept.js';
import { configuredWebhooks } from './webhooks.js';
import { createConnecting } from './connecting.js';
import { createGatewayApp } from './app.js';

export interface Gateway {
  /** Address on which the gateway listens for the vendors. */
  readonly url: string;
  /** Address at which this machine reaches console, admin API and metrics: the same, unless ADMIN_PORT is set. */
  readonly adminUrl: string;
  /** Refuses new requests, finishes those in progress, and disconnects from PostgreSQL. */
  close(): Promise<void>;
}

/** Access of the console to Temporal; the gateway itself never calls Temporal. */
export type TemporalShown = Pick<ConsoleContext, 'histories' | 'temporalUi'>;

/**
 * Starts a gateway on HOST and PORT, and on ADMIN_HOST and ADMIN_PORT if set. `databaseUrl` must be a migrated database. Closing the gateway closes `histories` too.
 */
export async function startGateway(
  config: Config,
  databaseUrl: string,
  metrics = createMetrics(),
  temporal: TemporalShown = { histories: null, temporalUi: null },
): Promise<Gateway> {
  const log = createLogger('gateway', config.logLevel);
  const pool = createPool({ url: databaseUrl, size: 8, name: 'textback-gateway', timeoutMs: 1_500, log });
  const consolePool = createPool({
    url: databaseUrl,
    size: 3,
    name: 'textback-console',
    timeoutMs: 5_000,
    log,
  });
  const tracing = await startTracing(config.tracing, 'gateway', log);
  const modeGuard = createModeGuard(pool, config.mode, () => checkKeys(pool, config.encryptionKeys));
  const { host, port, adminHost, adminPort } = config.server;
  const urls = { public: '', admin: '' };
  const publicUrl = () => config.server.publicUrl ?? urls.public;
  const adminUrl = () => config.server.adminUrl ?? (adminPort === null ? publicUrl() : urls.admin);
  const connecting = createConnecting(config, { pool, log, metrics, publicUrl });
  const context = {
    config,
    pool,
    log,
    metrics,
    webhooks: configuredWebhooks(config),
    vouches: createVouches(pool),
    publicUrl,
    adminUrl,
    modeGuard,
    connecting,
    accept: createAccept(pool, log, metrics, tracing),
  };
  const pages = { config, pool: consolePool, log, adminUrl, ...temporal };
  const app = createGatewayApp(context, pages, { serves: adminPort === null ? 'everything' : 'public' });
  const adminApp = adminPort === null ? null : createGatewayApp(context, pages, { serves: 'internal' });
  const letGo = () =>
    Promise.all([pool.end(), consolePool.end(), tracing.close(), temporal.histories?.close()]);
  try {
    log.info({ mode: config.mode }, `gateway starts: ${config.mode}`);
    await modeGuard.confirm().catch((error: unknown) => {
      if (error instanceof WrongMode || error instanceof WrongKeys) throw error;
      log.warn(
        { code: 'storage_unavailable', err: error },
        'PostgreSQL is away: nothing is answered until it is back',
      );
    });
    if (adminApp !== null) {
      await adminApp.listen({ host: adminHost, port: adminPort ?? 0 });
      urls.admin = urlOf(adminApp, adminHost);
    }
    await app.listen({ host, port });
  } catch (error) {
    await adminApp?.close();
    await letGo();
    throw error;
  }
  urls.public = urlOf(app, host);
  if (adminApp === null) urls.admin = urls.public;
  log.info({ url: urls.public, adminUrl: urls.admin }, 'gateway listens');
  return {
    url: urls.public,
    adminUrl: urls.admin,
    close: async () => {
      await Promise.all([app.close(), adminApp?.close()]);
      await connecting.tokens.close();
      await letGo();
    },
  };
}

function urlOf({ server }: FastifyInstance, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
