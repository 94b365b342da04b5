import Fastify from 'fastify';
import { loadConfigFor, type Config } from '../platform/config/config.js';
import { requireDatabase, requireTemporal } from '../platform/config/external.js';
import { boundConnections } from '../platform/http-server/bound-connections.js';
import { limitedServer, usualLimits } from '../platform/http-server/limits.js';
import { createLogger } from '../platform/logging/logger.js';
import type { Metrics } from '../platform/metrics/metrics.js';
import { createMetrics } from '../vendors/metrics.js';
import { runService } from '../platform/process/run.js';
import { startWorker } from './worker.js';

// `npm run worker`: a worker as a process of its own. Any number may run side by side.
await runService(createLogger('worker', 'info'), async () => {
  const config = loadConfigFor('worker');
  const servers = { databaseUrl: requireDatabase(config), temporal: requireTemporal(config) };
  const metrics = createMetrics();
  const worker = await startWorker(config, servers, metrics);
  const endpoints = await startWorkerEndpoints(config, metrics);
  return {
    failed: worker.failed,
    close: async () => {
      await worker.close();
      await endpoints?.close();
    },
  };
});

/** A worker's own GET /health/live and GET /metrics, where WORKER_PORT is set: for orchestrators and Prometheus. */
async function startWorkerEndpoints(
  config: Config,
  metrics: Metrics,
): Promise<{ close(): Promise<void> } | null> {
  if (config.worker.port === null) return null;
  const app = Fastify({ logger: false, ...limitedServer(usualLimits) });
  boundConnections(app.server, usualLimits.connections);
  app.get('/health/live', () => ({ live: true }));
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  await app.listen({ host: config.server.host, port: config.worker.port });
  return { close: () => app.close() };
}
