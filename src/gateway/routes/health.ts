import type { FastifyInstance } from 'fastify';
import { countLiveWorkers } from '../../worker-presence/presence.js';
import { HttpError } from '../../errors/http-error.js';
import type { GatewayContext } from '../context.js';

/** GET /health/live: the process answers. GET /health/ready: events can be accepted and a worker is polling. */
export function health(app: FastifyInstance, { pool }: GatewayContext): void {
  app.get('/health/live', () => ({ live: true }));

  app.get('/health/ready', async () => {
    const workers = await countLiveWorkers(pool).catch(() => null); // away, slow or broken: all the same to the asker
    if (workers === null)
      throw new HttpError('not_ready', 'PostgreSQL does not answer: events cannot be accepted');
    if (workers === 0) throw new HttpError('not_ready', 'no worker is polling: events are accepted and wait');
    return { ready: true, workers };
  });
}
