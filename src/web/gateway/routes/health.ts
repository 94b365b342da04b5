import type { FastifyInstance } from 'fastify';
import { storedVendors } from '../../../contracts/stored-names.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import { measureInbox } from '../../../records/inbox/backlog.js';
import { readPause } from '../../../platform/rate-limit/pause.js';
import { measureWorkers } from '../../../platform/leases/heartbeats.js';
import type { GatewayContext } from '../context.js';

/**
 * GET /health/live: the process answers. For load balancers, since the gateway accepts events even if later steps lag behind.
 * GET /health/ready: events can be accepted, a worker is polling, nothing has waited for long, and Drift accepts calls.
 */
export function health(app: FastifyInstance, { pool }: GatewayContext): void {
  app.get('/health/live', () => ({ live: true }));

  app.get('/health/ready', async () => {
    // The caller gets the same answer whether PostgreSQL is away, slow or broken.
    const seen = await Promise.all([
      measureWorkers(pool),
      measureInbox(pool),
      readPause(pool, storedVendors.chat),
    ]).catch(() => null);
    if (seen === null)
      throw new HttpError('not_ready', 'PostgreSQL does not answer, so events cannot be accepted');
    const [{ count: workers, oldestCallSeconds }, { oldestSeconds: oldestEventSeconds }, pauseSeconds] = seen;
    if (workers === 0) throw new HttpError('not_ready', 'no worker is polling: events are accepted but wait');
    if (oldestEventSeconds > EVENT_WAITS_SECONDS)
      throw new HttpError(
        'not_ready',
        `events are accepted but wait, the oldest for ${told(oldestEventSeconds)}`,
      );
    if (oldestCallSeconds > CALL_WAITS_SECONDS)
      throw new HttpError(
        'not_ready',
        `calls to Drift wait for its rate limit, the oldest for ${told(oldestCallSeconds)}`,
      );
    if (pauseSeconds > PAUSE_SECONDS)
      throw new HttpError(
        'not_ready',
        `Drift asked for a pause of another ${told(pauseSeconds)}, and calls wait`,
      );
    return { ready: true, workers, oldestEventSeconds, oldestCallSeconds };
  });
}

/** An event is normally handed over in well under a second; calls may queue for a while if many chats come at once. */
const EVENT_WAITS_SECONDS = 60;
const CALL_WAITS_SECONDS = 300;
/** A 429 usually asks for a pause of a few seconds. In a long pause, calls look young because each retry starts a new one. */
const PAUSE_SECONDS = 60;

const told = (seconds: number) => `${Math.round(seconds)} s`;
