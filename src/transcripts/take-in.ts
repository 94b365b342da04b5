import { setTimeout as sleep } from 'node:timers/promises';
import type { NamedEvent } from '../contracts/events.js';
import type { Pool, Queryable } from '../platform/db/pool.js';
import type { Metrics } from '../platform/metrics/metrics.js';
import { INBOX_CHANNEL } from '../records/inbox/notifier.js';
import { storeEvents } from '../records/inbox/store.js';

/** A webhook that comes at all is usually here a moment after the vendor lists its message. Milliseconds. */
const GRACE_MS = 1_000;
const LOOK_EVERY_MS = 100;

/** Who found what no webhook had brought: the look at a message's neighbours, or the regular sweep. */
export type FoundBy = 'look' | 'sweep';

export interface TakeIn {
  readonly pool: Pool;
  readonly metrics: Pick<Metrics, 'count'>;
}

/**
 * Stores what a vendor's list shows and the inbox lacks, as if the webhooks had come: under the same event keys, so that a webhook which
 * comes after all is a duplicate. Returns how many were new.
 */
export async function storeMissed(
  db: Queryable,
  metrics: TakeIn['metrics'],
  events: readonly NamedEvent[],
  by: FoundBy,
): Promise<number> {
  if (events.length === 0) return 0;
  const fresh = await storeEvents(db, events);
  for (const { source, eventKey, event } of events)
    // Not every account's app is told of closes, so that one found here says nothing about lost webhooks.
    if (fresh.has(eventKey) && event.kind !== 'status_changed')
      metrics.count('textback_missed_events_total', { source, by });
  await db.query(`SELECT pg_notify($1, '')`, [INBOX_CHANNEL]);
  return fresh.size;
}

/** What is missing still when webhooks that are merely late have had a moment to come. Their content says more than a list does. */
export async function stillMissing<T>(find: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (const until = performance.now() + GRACE_MS; ;) {
    const missing = await find();
    if (missing.length === 0 || performance.now() >= until) return missing;
    await sleep(LOOK_EVERY_MS);
  }
}
