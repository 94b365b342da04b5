import type { Event } from '../../contracts/events.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { StoredEvent } from './learned-events.js';

/** Inbox rows that one statement scans. */
const WINDOW = 50_000;

/** Events that name only a contact: each may give a number to any waiting conversation of that contact. */
export interface ContactEvents {
  /** Events that arrived at or after `at` (milliseconds since the epoch), in order of arrival. */
  since(orgId: number, contactId: number, at: number): StoredEvent[];
}

type Row = Omit<StoredEvent, 'occurredAt' | 'receivedAt'> & {
  readonly orgId: number;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
};

/**
 * Reads the events since a time and an inbox row, once and window by window. There is no index by contact, since only this
 * command would need it.
 */
export async function readContactEvents(db: Queryable, since: Date, fromId = 1): Promise<ContactEvents> {
  const byContact = new Map<string, StoredEvent[]>();
  const { rows: bounds } = await db.query<{ most: number | null }>('SELECT max(id) AS most FROM inbox');
  const most = bounds[0]?.most ?? 0;
  for (let from = fromId; from <= most; from += WINDOW) {
    const { rows } = await db.query<Row>(
      `SELECT id, org_id AS "orgId", event_key AS "eventKey", occurred_at AS "occurredAt", received_at AS "receivedAt", event
       FROM inbox WHERE id >= $1 AND id < $2 AND kind IN ('contact_updated', 'phone_captured')
         AND conversation_id IS NULL AND received_at >= $3 ORDER BY id`,
      [from, from + WINDOW, since],
    );
    for (const { orgId, ...row } of rows) {
      const contactId = contactOf(row.event);
      if (contactId === null) continue;
      const key = `${orgId} ${contactId}`;
      const stored = { ...row, occurredAt: row.occurredAt.getTime(), receivedAt: row.receivedAt.getTime() };
      byContact.set(key, [...(byContact.get(key) ?? []), stored]);
    }
  }
  return {
    since: (orgId, contactId, at) =>
      (byContact.get(`${orgId} ${contactId}`) ?? []).filter(({ receivedAt }) => receivedAt >= at),
  };
}

const contactOf = (event: Event): number | null => ('contactId' in event ? event.contactId : null);
