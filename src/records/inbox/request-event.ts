import { createHash } from 'node:crypto';
import type { Queryable } from '../../platform/db/pool.js';
import { INBOX_CHANNEL } from './notifier.js';
import type { NamedEvent, OperatorEvent } from '../../contracts/events.js';
import { storeEvents } from './store.js';
import type { Asked } from '../../contracts/operator.js';

/** A request's name for event keys and workflow IDs; hashed, because the requester may put anything into the ID. */
export const wishKey = ({ requestId }: Pick<Asked, 'requestId'>): string =>
  createHash('sha256').update(requestId).digest('hex').slice(0, 32);

/** One request of an operator. Requests of an org with the same `key` are stored once. */
export interface Wish {
  readonly key: string;
  readonly orgId: number;
  readonly event: OperatorEvent;
}

/**
 * Stores an operator's requests in the inbox. From there they take the path of every event: dispatcher, workflow, activities.
 */
export async function askFor(db: Queryable, wishes: readonly Wish[]): Promise<void> {
  if (wishes.length === 0) return;
  const events = wishes.map(({ key, orgId, event }): NamedEvent => {
    const eventKey = `operator:${orgId}:${key}`;
    return {
      source: 'operator',
      orgId,
      type: event.kind,
      eventKey,
      eventId: eventKey,
      occurredAt: null,
      event,
      raw: {},
    };
  });
  await storeEvents(db, events);
  await db.query(`SELECT pg_notify($1, '')`, [INBOX_CHANNEL]);
}
