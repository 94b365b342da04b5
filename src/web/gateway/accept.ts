import type { Pool } from '../../platform/db/pool.js';
import { HttpError } from '../../platform/errors/http-error.js';
import type { NamedEvent } from '../../contracts/events.js';
import { InboxNotifier } from '../../records/inbox/notifier.js';
import { createEventWriter } from '../../records/inbox/event-writer.js';
import { storeEvents } from '../../records/inbox/store.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { noTracing, type Tracing } from '../../platform/tracing/tracing.js';
import { isForeign } from './chat-apps.js';
import { tracedAccept } from './traced-accept.js';

/** The sender gets a 503 well before its own time-out, and within the two seconds that we promise. */
const DEADLINE_MS = 1_800;

/**
 * Creates the function that stores an event before its webhook is acknowledged. If PostgreSQL is away or slow, it fails
 * in bounded time. The statement may still commit afterwards; the sender's next try then finds the event stored.
 */
export function createAccept(
  pool: Pool,
  log: Logger,
  metrics: Metrics,
  tracing: Tracing = noTracing,
): (event: NamedEvent) => Promise<void> {
  const notifier = new InboxNotifier(pool, log);
  const writer = createEventWriter({
    store: async (events) => {
      const fresh = await storeEvents(pool, events);
      if (fresh.size > 0) notifier.notify();
      return fresh;
    },
    concurrency: 4,
    groupSize: 128,
    worthwhile: 16,
  });
  return tracedAccept(tracing, async (event) => {
    const startedAt = performance.now();
    let isNew: boolean;
    try {
      isNew = await withinDeadline(writer.write(event));
    } catch (error) {
      metrics.count('textback_webhooks_total', { source: event.source, result: 'storage_unavailable' });
      log.error({ code: 'storage_unavailable', eventKey: event.eventKey, err: error }, 'event not stored');
      throw new HttpError('storage_unavailable');
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    metrics.observe('textback_webhook_ack_seconds', seconds, { source: event.source });
    const result = !isNew ? 'duplicate' : isForeign(event) ? 'foreign_org' : 'stored';
    metrics.count('textback_webhooks_total', { source: event.source, result });
    log.debug({ eventKey: event.eventKey, isNew }, 'event stored');
    return result;
  });
}

async function withinDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no commit within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
