import { lazily } from '../../platform/db/lazy-commit.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { HeldCode } from '../../contracts/held-codes.js';
import type { Event, NamedEvent } from '../../contracts/events.js';
import { storable } from '../../platform/db/storable-text.js';

/** Separates JSON texts: a control character, which JSON escapes wherever it occurs (RFC 8259, section 7). */
const BETWEEN = '\u001e';

/**
 * `more` adds the trace's type and column; without traces the statement stays as it is. The JSON is passed as one text, since
 * an array literal would escape every quote in it twice. The ordinality keeps the order of arrival, which is the order of IDs,
 * because a join may reorder rows.
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
// Named, so that each connection prepares it once and need not plan it for every group.
const insertUntraced = { name: 'store-events', text: insertEvents() };
const insertTraced = {
  name: 'store-traced-events',
  text: insertEvents({ type: ', $12::text[]', column: ', trace' }),
};

/**
 * Stores events and returns the keys of the new ones. An event that exists already is left as it is: however often it is delivered, it has
 * one row. If a vendor's clock is ahead of ours, our time is used. One statement, and a second one only for an ID that the vendor has given to
 * events of two types: the second of them is stored under its `keyWithType`. The first keeps the key that earlier releases gave it.
 */
export async function storeEvents(db: Queryable, events: readonly NamedEvent[]): Promise<Set<string>> {
  const fresh = await insert(db, events);
  const left = new Set(fresh);
  const known = events.filter(
    ({ eventKey, keyWithType }) => !left.delete(eventKey) && keyWithType !== undefined,
  );
  if (known.length === 0) return fresh;
  const { rows } = await db.query<{ source: string; eventKey: string; type: string }>(
    `SELECT source, event_key AS "eventKey", type FROM inbox
     WHERE (source, event_key) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [known.map(({ source }) => source), known.map(({ eventKey }) => eventKey)],
  );
  const typeOf = new Map(rows.map(({ source, eventKey, type }) => [`${source} ${eventKey}`, type]));
  const others = known.flatMap((event) => {
    const { source, eventKey, type, keyWithType = eventKey } = event;
    const isOfAnotherType = typeOf.get(`${source} ${eventKey}`) !== type;
    return isOfAnotherType ? [{ ...event, eventKey: keyWithType, eventId: keyWithType }] : [];
  });
  return others.length === 0 ? fresh : new Set([...fresh, ...(await insert(db, others))]);
}

/** In one statement; returns the keys of the new ones. */
async function insert(db: Queryable, events: readonly NamedEvent[]): Promise<Set<string>> {
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

/** Matches the JSON of every text that PostgreSQL cannot store. It may match other texts too; all matches are checked. */
const SUSPECT = /\\u(0000|d[89a-f])/;

/** SQL reads an event's fields, so every text in it is made storable. It never reads fields of `raw`, which stays as it was sent. */
function eventJson(event: Event): string {
  const json = JSON.stringify(event);
  return SUSPECT.test(json) ? JSON.stringify(event, storableText) : json;
}

const storableText = (_key: string, value: unknown) => (typeof value === 'string' ? storable(value) : value);

/** An inbox row waiting for the dispatcher. */
export interface WaitingEvent {
  readonly id: number;
  readonly orgId: number;
  readonly eventKey: string;
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly event: Event;
  /** The W3C traceparent of its webhook; null if tracing was off. */
  readonly trace: string | null;
}

const columns = `id, org_id AS "orgId", event_key AS "eventKey", event_id AS "eventId", occurred_at AS "occurredAt",
  received_at AS "receivedAt", event, trace`;

/** The oldest waiting events, in order of arrival, without those that the caller is already handling. */
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

/** Records a text's conversation before the text is delivered to it. Returns the conversation that was recorded first. */
export async function placeText(db: Queryable, id: number, conversationId: number): Promise<number> {
  const { rows } = await db.query<{ conversationId: number }>(
    `UPDATE inbox SET conversation_id = coalesce(conversation_id, $2) WHERE id = $1
     RETURNING conversation_id AS "conversationId"`,
    [id, conversationId],
  );
  return rows[0]?.conversationId ?? conversationId;
}

/** The text's conversation was deleted: it is delivered to another one of the same contact. */
export async function moveText(db: Queryable, id: number, conversationId: number): Promise<void> {
  await db.query('UPDATE inbox SET conversation_id = $2 WHERE id = $1', [id, conversationId]);
}

/** Records why a message is not relayed and never will be: messages after it need not wait for it. */
export async function passOver(db: Queryable, id: number, why: string): Promise<void> {
  await db.query('UPDATE inbox SET passed_over = $2 WHERE id = $1 AND passed_over IS NULL', [id, why]);
}

/**
 * Outcome of an event at the dispatcher: handed to a workflow, applied to our records, needing no action, or held for the
 * operator because no conversation was found.
 */
export type Outcome = 'dispatched' | 'applied' | 'ignored' | 'held';

export interface Settlement {
  readonly id: number;
  readonly outcome: Outcome;
  readonly detail: string | null;
  /** Which kind of held event it is; absent where its detail says enough. */
  readonly code?: HeldCode;
}

/** Does not wait for the disk: if a crash undoes the outcome, the event is handed over again, as after any crash. */
export async function settleEvents(db: Queryable, settlements: readonly Settlement[]): Promise<void> {
  await db.query({
    name: 'settle-events',
    text: `WITH ${lazily}
     UPDATE inbox SET outcome = s.outcome, outcome_detail = s.detail, outcome_code = s.code, settled_at = clock_timestamp()
     FROM lazily, unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS s (id, outcome, detail, code)
     WHERE inbox.id = s.id AND inbox.outcome IS NULL`,
    values: [
      settlements.map((s) => s.id),
      settlements.map((s) => s.outcome),
      settlements.map((s) => s.detail),
      settlements.map((s) => s.code ?? null),
    ],
  });
}
