import type { AddressInfo } from 'node:net';
import type { Config } from '../config/config.js';
import { createPool } from '../db/pool.js';
import { createLogger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { createAccept } from './accept.js';
import { createGatewayApp } from './app.js';

export interface Gateway {
  /** Where it listens. */
  readonly url: string;
  /** Takes no new requests, finishes those at work, and lets go of PostgreSQL. */
  close(): Promise<void>;
}

/** Starts a gateway on HOST and PORT. `databaseUrl` must be a migrated database. */
export async function startGateway(
  config: Config,
  databaseUrl: string,
  metrics = new Metrics(),
): Promise<Gateway> {
  const log = createLogger('gateway', config.logLevel);
  const pool = createPool({ url: databaseUrl, size: 8, name: 'textback-gateway', timeoutMs: 1_500, log });
  let url = '';
  const app = createGatewayApp({
    config,
    pool,
    log,
    metrics,
    publicUrl: () => config.server.publicUrl ?? url,
    accept: createAccept(pool, log, metrics),
  });
  try {
    await app.listen({ host: config.server.host, port: config.server.port });
  } catch (error) {
    await pool.end();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  url = `http://${config.server.host.includes(':') ? `[${config.server.host}]` : config.server.host}:${port}`;
  log.info({ url }, 'gateway listens');
  return {
    url,
    close: async () => {
      await app.close();
      await pool.end();
    },
  };
}
