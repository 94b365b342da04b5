import type { AddressInfo } from 'node:net';
import type { Config } from '../../platform/config/config.js';
import type { ConsoleContext } from '../console/context.js';
import { createModeGuard, WrongMode } from '../../platform/db/installation-mode.js';
import { createPool } from '../../platform/db/pool.js';
import { createLogger } from '../../platform/logging/logger.js';
import { createMetrics } from '../../vendors/metrics.js';
import { startTracing } from '../../platform/tracing/start-tracing.js';
import { createAccept } from './accept.js';
import { configuredWebhooks } from './webhooks.js';
import { createGatewayApp } from './app.js';

export interface Gateway {
  /** Address on which the gateway listens. */
  readonly url: string;
  /** Refuses new requests, finishes those in progress, and disconnects from PostgreSQL. */
  close(): Promise<void>;
}

/** Access of the console to Temporal; the gateway itself never calls Temporal. */
export type TemporalShown = Pick<ConsoleContext, 'histories' | 'temporalUi'>;

/**
 * Starts a gateway on HOST and PORT. `databaseUrl` must be a migrated database. Closing the gateway closes `histories` too.
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
  const modeGuard = createModeGuard(pool, config.mode);
  let url = '';
  const publicUrl = () => config.server.publicUrl ?? url;
  const app = createGatewayApp(
    {
      config,
      pool,
      log,
      metrics,
      webhooks: configuredWebhooks(config),
      publicUrl,
      modeGuard,
      accept: createAccept(pool, log, metrics, tracing),
    },
    { config, pool: consolePool, log, publicUrl, ...temporal },
  );
  const letGo = () =>
    Promise.all([pool.end(), consolePool.end(), tracing.close(), temporal.histories?.close()]);
  try {
    log.info({ mode: config.mode }, `gateway starts: ${config.mode}`);
    await modeGuard.confirm().catch((error: unknown) => {
      if (error instanceof WrongMode) throw error;
      log.warn(
        { code: 'storage_unavailable', err: error },
        'PostgreSQL is away: nothing is answered until it is back',
      );
    });
    await app.listen({ host: config.server.host, port: config.server.port });
  } catch (error) {
    await letGo();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  url = `http://${config.server.host.includes(':') ? `[${config.server.host}]` : config.server.host}:${port}`;
  log.info({ url }, 'gateway listens');
  return {
    url,
    close: async () => {
      await app.close();
      await letGo();
    },
  };
}
