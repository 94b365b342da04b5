import type { FastifyInstance } from 'fastify';
import { measureInbox } from '../../inbox/backlog.js';
import { countHeld } from '../../inbox/held.js';
import { countParked } from '../../ledger/parked.js';
import { measureWorkers } from '../../worker-presence/presence.js';
import type { GatewayContext } from '../context.js';

/** GET /metrics: Prometheus text. The backlog and what is held are measured when asked for. */
export function metricsRoute(app: FastifyInstance, { metrics, pool, log }: GatewayContext): void {
  app.get('/metrics', async (_request, reply) => {
    try {
      const [{ waiting, oldestSeconds }, held, parked, { oldestCallSeconds }] = await Promise.all([
        measureInbox(pool),
        countHeld(pool),
        countParked(pool),
        measureWorkers(pool),
      ]);
      metrics.set('textback_inbox_waiting', waiting);
      metrics.set('textback_inbox_oldest_seconds', oldestSeconds);
      metrics.set('textback_held_events', held);
      metrics.set('textback_parked_sends', parked);
      metrics.set('textback_limiter_oldest_seconds', oldestCallSeconds);
    } catch (error) {
      log.warn({ code: 'storage_unavailable', err: error }, 'the backlog could not be measured');
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
