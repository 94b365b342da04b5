import { lazily } from '../../platform/db/lazy-commit.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { Event, NamedEvent } from '../../contracts/events.js';
import { storable } from '../../platform/db/storable-text.js';

/** Stands between JSON texts: a control character, which JSON escapes wherever it occurs (RFC 8259, section 7). */
const BETWEEN = '\u001e';

/**
 * `more`: what is read, named and stored beside it where there are traces; without them the statement stays as it is. JSON comes
 * as one text, since every quote in it would be escaped twice in an array's literal. A join may turn rows round, and the order of
 * arrival is the order of IDs: hence the ordinality.
 */
const insertEvents = (more = { type: '', column: '' }) => `
  INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at${more.column})
  SELECT coalesce(a.org_id, n.org_id, 0), source, event_key, event_id, type, kind, conversation_id, event, raw,
         least(coalesce(to_timestamp(occurred_at / 1000), clock_timestamp()), clock_timestamp())${more.column}
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
              string_to_array($8, E'\\x1e')::json[], string_to_array($9, E'\\x1e')::json[], $10::float8[], $11::text[]${more.type})
    WITH ORDINALITY AS a (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at, our_number${more.column}, place)
  LEFT JOIN numbers n ON n.number = a.our_number
  ORDER BY place
  ON CONFLICT ON CONSTRAINT inbox_one_row_per_event DO NOTHING
  RETURNING event_key`;
// Named: prepared once on each connection, and not planned again for every group.
const insertUntraced = { name: 'store-events', text: insertEvents() };
const insertTraced = {
  name: 'store-traced-events',
  text: insertEvents({ type: ', $12::text[]', column: ', trace' }),
};

/**
 * Stores events in one statement and returns the keys of those that were new. An event that is there already is left
 * as it is: however often it is delivered, it has one row. Vendors' clocks are not believed when they are ahead of ours.
 */
export async function storeEvents(db: Queryable, events: readonly NamedEvent[]): Promise<Set<string>> {
  const column = <T>(pick: (event: NamedEvent) => T) => events.map(pick);
  const isTraced = events.some((e) => e.trace !== undefined);
  const values = [
    column((e) => e.orgId),
    column((e) => e.source),
    column((e) => e.eventKey),
    column((e) => e.eventId),
    column((e) => e.type),
    column((e) => e.event.kind),
    column((e) => ('conversationId' in e.event ? e.event.conversationId : null)),
    column((e) => eventJson(e.event)).join(BETWEEN),
    column((e) => JSON.stringify(e.raw)).join(BETWEEN),
    column((e) => e.occurredAt),
    column((e) => ('ourNumber' in e.event ? e.event.ourNumber : null)),
    ...(isTraced ? [column((e) => e.trace ?? null)] : []),
  ];
  const { rows } = await db.query<{ event_key: string }>({
    ...(isTraced ? insertTraced : insertUntraced),
    values,
  });
  return new Set(rows.map((row) => row.event_key));
}

/** What only a text that is not storable can contain, as JSON.stringify writes it; others may, and are looked at then. */
const SUSPECT = /\\u(0000|d[89a-f])/;

/** Events are read field by field in SQL: every text in them is made storable. `raw` never is, and stays as it was sent. */
function eventJson(event: Event): string {
  const json = JSON.stringify(event);
  return SUSPECT.test(json) ? JSON.stringify(event, storableText) : json;
}

const storableText = (_key: string, value: unknown) => (typeof value === 'string' ? storable(value) : value);

/** An inbox row that waits for the dispatcher. */
export interface WaitingEvent {
  readonly id: number;
  readonly orgId: number;
  readonly eventKey: string;
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly event: Event;
  /** The W3C traceparent of its webhook; null where tracing was off. */
  readonly trace: string | null;
}

const columns = `id, org_id AS "orgId", event_key AS "eventKey", event_id AS "eventId", occurred_at AS "occurredAt",
  received_at AS "receivedAt", event, trace`;

/** The oldest waiting events, in order of arrival, without those that the caller has in hand. */
export async function findWaiting(
  db: Queryable,
  limit: number,
  inHand: readonly number[] = [],
): Promise<WaitingEvent[]> {
  const { rows } = await db.query<WaitingEvent>({
    name: 'find-waiting-events',
    text: `SELECT ${columns} FROM inbox WHERE outcome IS NULL AND id <> ALL ($2::bigint[]) ORDER BY id LIMIT $1`,
    values: [limit, inHand],
  });
  return rows;
}

export async function findEvent(db: Queryable, id: number): Promise<WaitingEvent | null> {
  const { rows } = await db.query<WaitingEvent>(`SELECT ${columns} FROM inbox WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** Writes down which conversation a text goes to, before it is brought there. Returns what was written first. */
export async function placeText(db: Queryable, id: number, conversationId: number): Promise<number> {
  const { rows } = await db.query<{ conversationId: number }>(
    `UPDATE inbox SET conversation_id = coalesce(conversation_id, $2) WHERE id = $1
     RETURNING conversation_id AS "conversationId"`,
    [id, conversationId],
  );
  return rows[0]?.conversationId ?? conversationId;
}

/**
 * What the dispatcher did with an event: handed to a workflow, applied to our own records, found to need nothing, or
 * held for the operator because it cannot be placed.
 */
export type Outcome = 'dispatched' | 'applied' | 'ignored' | 'held';

export interface Settlement {
  readonly id: number;
  readonly outcome: Outcome;
  readonly detail: string | null;
}

/** Does not wait for the disk: an event whose settlement a crash takes back is handed over again, as after any crash. */
export async function settleEvents(db: Queryable, settlements: readonly Settlement[]): Promise<void> {
  await db.query({
    name: 'settle-events',
    text: `WITH ${lazily}
     UPDATE inbox SET outcome = s.outcome, outcome_detail = s.detail, settled_at = clock_timestamp()
     FROM lazily, unnest($1::bigint[], $2::text[], $3::text[]) AS s (id, outcome, detail)
     WHERE inbox.id = s.id AND inbox.outcome IS NULL`,
    values: [
      settlements.map((s) => s.id),
      settlements.map((s) => s.outcome),
      settlements.map((s) => s.detail),
    ],
  });
}
