import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../../src/platform/db/pool.js';
import type { NamedEvent } from '../../../src/contracts/events.js';
import { storeEvents as storeOnce } from '../../../src/records/inbox/store.js';

export * from '../../../src/records/inbox/store.js';

/** Without the guard, every delivery is an event of its own: to the inbox, and to the workflow, which knows it by this key. */
export function storeEvents(db: Queryable, events: readonly NamedEvent[]): Promise<Set<string>> {
  return storeOnce(
    db,
    events.map((event) => ({ ...event, eventKey: `${event.eventKey}:${randomUUID()}` })),
  );
}
