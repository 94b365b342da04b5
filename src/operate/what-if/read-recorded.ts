import { storedSources } from '../../contracts/stored-names.js';
import type { CountryCode } from 'libphonenumber-js/max';
import type { PhoneStatus } from '../../contracts/activity-results.js';
import type { Reason } from '../../contracts/reasons.js';
import type { Queryable } from '../../platform/db/pool.js';
import { inPeriod, type Period } from '../report/period.js';
import { readContactEvents, type ContactEvents } from './contact-events.js';
import { learnedEvents, writtenWords, type StoredEvent } from './learned-events.js';
import { happened, type LearnedEvent, type RecordedConversation } from './recorded.js';

/** Conversations per statement. */
const BATCH = 200;

interface Row {
  readonly orgId: number;
  readonly conversationId: number;
  readonly contactId: number | null;
  readonly openedBy: string;
  readonly openedAt: Date;
  /** Opening time to the microsecond. */
  readonly place: string;
  readonly dueAt: Date;
  readonly createdAt: Date;
  readonly state: string;
  readonly reason: Reason | null;
  readonly phone: string | null;
  readonly phoneStatus: PhoneStatus;
  readonly timeZone: string | null;
  readonly visitorName: string | null;
  readonly triedAt: Date | null;
  readonly triedBody: string | null;
  readonly consents: readonly { readonly at: string; readonly status: 'opted_out' | 'opted_in' }[];
  readonly events: readonly {
    readonly id: number;
    readonly eventKey: string;
    readonly occurredAt: string;
    readonly receivedAt: string;
    readonly event: StoredEvent['event'];
  }[];
}

/*
 * A batch of conversations with all their records, starting after the last key of the previous batch. A follow-up that was
 * never tried is not a text. An opt-out that the contact typed in any chat counts as the phone owner's.
 */
const batchOf = `
  SELECT c.org_id AS "orgId", c.conversation_id AS "conversationId", c.contact_id AS "contactId", c.opened_by AS "openedBy",
    c.opened_at AS "openedAt", c.opened_at::text AS place, c.due_at AS "dueAt", c.created_at AS "createdAt", c.state, c.reason,
    coalesce(c.phone, t.visitor_number) AS phone, CASE WHEN c.phone IS NULL AND t.visitor_number IS NOT NULL THEN 'usable' ELSE c.phone_status END AS "phoneStatus", c.time_zone AS "timeZone", c.visitor_name AS "visitorName",
    l.created_at AS "triedAt", l.body AS "triedBody", coalesce(w.words, '[]') AS consents, coalesce(e.events, '[]') AS events
  FROM (SELECT * FROM conversations
        WHERE ${inPeriod('opened_at')}
          AND (opened_at, org_id, conversation_id) > ($4::timestamptz, $5, $6)
        ORDER BY opened_at, org_id, conversation_id LIMIT $7) c
  LEFT JOIN LATERAL (
    SELECT created_at, body FROM ledger
    WHERE org_id = c.org_id AND conversation_id = c.conversation_id AND medium = 'sms' AND purpose = 'follow_up'
      AND attempts > 0 LIMIT 1) l ON true
  -- A number that the vendor refused, or that was wrong, is the one that the decision was about.
  LEFT JOIN LATERAL (
    SELECT visitor_number FROM sessions
    WHERE c.number_lost IS NOT NULL AND org_id = c.org_id AND conversation_id = c.conversation_id
    ORDER BY id DESC LIMIT 1) t ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('at', at, 'status', status) ORDER BY at, id) AS words
    FROM (SELECT at, status, id FROM consents WHERE org_id = c.org_id AND phone_key(phone) = phone_key(c.phone)
          UNION ALL
          SELECT opted_out_at, 'opted_out', 0 FROM conversations
          WHERE org_id = c.org_id AND contact_id = c.contact_id AND opted_out_at IS NOT NULL) said) w ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('id', id, 'eventKey', event_key, 'occurredAt', occurred_at,
             'receivedAt', received_at, 'event', event) ORDER BY id) AS events
    FROM inbox WHERE org_id = c.org_id AND conversation_id = c.conversation_id AND source <> '${storedSources.sms}') e ON true
  ORDER BY c.opened_at, c.org_id, c.conversation_id`;

/** The conversations opened in the period with their records, oldest first. */
export async function* readRecorded(
  db: Queryable,
  { from, to, zone }: Period,
  country: CountryCode,
  batch = BATCH,
): AsyncGenerator<RecordedConversation> {
  let after: readonly [string, number, number] = ['-infinity', 0, 0];
  let contacts: ContactEvents | null = null;
  for (;;) {
    const { rows } = await db.query<Row>(batchOf, [from, to, zone, ...after, batch]);
    for (const row of rows) {
      contacts ??= await readContactEvents(db, row.createdAt, row.events[0]?.id);
      yield toRecorded(row, contacts, country);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return;
    after = [last.place, last.orgId, last.conversationId];
  }
}

function toRecorded(row: Row, contacts: ContactEvents, country: CountryCode): RecordedConversation {
  const takenUpAt = row.createdAt.getTime();
  const own = row.events.map((event) => ({
    ...event,
    occurredAt: Date.parse(event.occurredAt),
    receivedAt: Date.parse(event.receivedAt),
  }));
  const ofContact = row.contactId === null ? [] : contacts.since(row.orgId, row.contactId, takenUpAt);
  const events = learnedEvents([...own, ...ofContact], country);
  const words = writtenWords(own);
  return {
    conversationId: row.conversationId,
    openedAt: row.openedAt.getTime(),
    takenUpAt,
    followUpDelayMs: row.dueAt.getTime() - row.openedAt.getTime(),
    events,
    words,
    phoneAtFirst: phoneAtFirst(row, events),
    phoneAtLast: row.phoneStatus,
    phone: row.phone,
    timeZone: row.timeZone,
    visitorName: row.visitorName,
    consents: row.consents.map(({ at, status }) => ({ at: Date.parse(at), status })),
    happened: happened({
      state: row.state,
      reason: row.reason,
      triedBody: row.triedBody,
      hasEvents: own.some(({ eventKey }) => eventKey === row.openedBy),
      wasRedone: own.some(({ event }) => event.kind === 'follow_up_asked'),
    }),
  };
}

/**
 * The phone status from the contact's attribute. The records keep only the last number; if an event gave a number before the
 * text went out, we assume that the number came from that event.
 */
function phoneAtFirst({ phoneStatus, triedAt }: Row, events: readonly LearnedEvent[]): PhoneStatus {
  const told = events.find(({ event: { kind } }) => kind === 'phone_given' || kind === 'look_again');
  if (phoneStatus !== 'usable' || told === undefined) return phoneStatus;
  return triedAt !== null && triedAt.getTime() < told.learnedAt ? 'usable' : 'none';
}
