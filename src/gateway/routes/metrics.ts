import type { FastifyInstance } from 'fastify';
import { measureInbox } from '../../inbox/backlog.js';
import type { GatewayContext } from '../context.js';

/** GET /metrics: Prometheus text. The backlog is measured when asked for. */
export function metricsRoute(app: FastifyInstance, { metrics, pool, log }: GatewayContext): void {
  app.get('/metrics', async (_request, reply) => {
    try {
      const { waiting, oldestSeconds } = await measureInbox(pool);
      metrics.set('textback_inbox_waiting', waiting);
      metrics.set('textback_inbox_oldest_seconds', oldestSeconds);
    } catch (error) {
      log.warn({ code: 'storage_unavailable', err: error }, 'the backlog could not be measured');
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
