import Fastify from 'fastify';
import type { Config } from '../platform/config/config.js';
import type { Metrics } from '../platform/metrics/metrics.js';

/** A worker's own GET /health/live and GET /metrics, where WORKER_PORT is set: for orchestrators and Prometheus. */
export async function startWorkerEndpoints(
  config: Config,
  metrics: Metrics,
): Promise<{ close(): Promise<void> } | null> {
  if (config.worker.port === null) return null;
  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.get('/health/live', () => ({ live: true }));
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  await app.listen({ host: config.server.host, port: config.worker.port });
  return { close: () => app.close() };
}
