import type { FastifyInstance } from 'fastify';
import { measureRecords } from '../measure-records.js';
import type { GatewayContext } from '../context.js';

/** GET /metrics: Prometheus text. Each scrape measures the backlog and the held events. */
export function metricsRoute(app: FastifyInstance, { metrics, pool, log, config }: GatewayContext): void {
  app.get('/metrics', async (_request, reply) => {
    try {
      await measureRecords(metrics, pool, config);
    } catch (error) {
      log.warn({ code: 'storage_unavailable', err: error }, 'could not measure the records');
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
