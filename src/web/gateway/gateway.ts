import type { AddressInfo } from 'node:net';
import type { Config } from '../../platform/config/config.js';
import type { ConsoleContext } from '../console/context.js';
import { createPool } from '../../platform/db/pool.js';
import { createLogger } from '../../platform/logging/logger.js';
import { createMetrics } from '../../vendors/metrics.js';
import { startTracing } from '../../platform/tracing/start-tracing.js';
import { createAccept } from './accept.js';
import { configuredWebhooks } from './webhooks.js';
import { createGatewayApp } from './app.js';

export interface Gateway {
  /** Where it listens. */
  readonly url: string;
  /** Takes no new requests, finishes those at work, and lets go of PostgreSQL. */
  close(): Promise<void>;
}

/** What the console shows of Temporal; the gateway itself never asks it. */
export type TemporalShown = Pick<ConsoleContext, 'histories' | 'temporalUi'>;

/**
 * Starts a gateway on HOST and PORT. `databaseUrl` must be a migrated database. It closes the histories that it is given.
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
      accept: createAccept(pool, log, metrics, tracing),
    },
    { config, pool: consolePool, log, publicUrl, ...temporal },
  );
  const letGo = () =>
    Promise.all([pool.end(), consolePool.end(), tracing.close(), temporal.histories?.close()]);
  try {
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
