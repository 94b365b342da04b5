import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import { phoneKey } from '../../telephony/phone-key.js';

/** Whose first texts are counted: a phone, in every spelling, and a contact over all its phones and chats. */
export interface Recipient extends ConversationRef {
  readonly visitorNumber: string;
  /** Null: not known. */
  readonly contactId: number | null;
  /** Since when the visitor has waited for an answer in this chat. */
  readonly waitingSince: Date;
}

/** First texts that the vendor has or may have: sent, being sent, or written down to be sent. One that it refused is none. */
export const isFirstText = (l: string): string =>
  `${l}.medium = 'sms' AND ${l}.purpose = 'follow_up' AND ${l}.state <> 'refused'`;

/** What a phone and a contact have had; the counts are those of the last 24 hours. */
export interface FirstTextsSoFar {
  readonly toPhone: number;
  readonly toContact: number;
  /** A first text to this contact on this phone went out from another chat while this one waited. */
  readonly isTextedMeanwhile: boolean;
  /** The phone, or the contact, has had a first text, however long ago, and its phone has not written since. */
  readonly isUnanswered: boolean;
}

/** A first text to the phone or the contact that has a send slot and has not gone out: another chat's. */
export interface BookedText {
  readonly isToPhone: boolean;
  readonly isToContact: boolean;
  /** Milliseconds until its slot begins; negative once it has. */
  readonly inMs: number;
}

/**
 * Lets one first text to a phone or contact be decided at a time, until the transaction ends: those that come together must not pass
 * a limit together. The phone comes first, so that no two wait for each other.
 */
export async function lockRecipient(
  client: Client,
  { orgId, visitorNumber, contactId }: Recipient,
): Promise<void> {
  const names = [`${orgId} ${phoneKey(visitorNumber)}`];
  if (contactId !== null) names.push(`${orgId} contact ${contactId}`);
  for (const name of names)
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`first text ${name}`]);
}

/** SQL: the newest text of those is newer than whatever their phones have written; null if there is none. */
const hasNotAnswered = (those: string): string =>
  `max(created_at) FILTER (WHERE ${those}) > coalesce(max(heard_at) FILTER (WHERE ${those}), '-infinity')`;

/** Counts the first texts to the phone or the contact. */
export async function countFirstTexts(db: Queryable, r: Recipient): Promise<FirstTextsSoFar> {
  const { rows } = await db.query<FirstTextsSoFar>(
    `WITH near AS (
       SELECT l.id, l.conversation_id, l.created_at, s.visitor_number, s.heard_at, c.contact_id
       FROM sessions s JOIN ledger l ON l.session_id = s.id AND ${isFirstText('l')}
         JOIN conversations c ON c.org_id = l.org_id AND c.conversation_id = l.conversation_id
       WHERE s.org_id = $1 AND phone_key(s.visitor_number) = phone_key($2)
       UNION
       SELECT l.id, l.conversation_id, l.created_at, s.visitor_number, s.heard_at, c.contact_id
       FROM conversations c JOIN ledger l ON l.org_id = c.org_id AND l.conversation_id = c.conversation_id AND ${isFirstText('l')}
         JOIN sessions s ON s.id = l.session_id
       WHERE c.org_id = $1 AND c.contact_id = $3
     ), texts AS (
       SELECT *, phone_key(visitor_number) = phone_key($2) AS same_phone, coalesce(contact_id = $3, false) AS same_contact,
              created_at > clock_timestamp() - interval '24 hours' AS lately
       FROM near)
     SELECT count(*) FILTER (WHERE lately AND same_phone)::int AS "toPhone",
            count(*) FILTER (WHERE lately AND same_contact)::int AS "toContact",
            coalesce(bool_or(lately AND same_phone AND same_contact AND conversation_id <> $4 AND created_at >= $5), false) AS "isTextedMeanwhile",
            coalesce(${hasNotAnswered('same_phone')}, false) OR coalesce(${hasNotAnswered('same_contact')}, false) AS "isUnanswered"
     FROM texts`,
    [r.orgId, r.visitorNumber, r.contactId, r.conversationId, r.waitingSince],
  );
  return rows[0] ?? { toPhone: 0, toContact: 0, isTextedMeanwhile: false, isUnanswered: false };
}

/** How long after its slot began a first text that has not gone out still counts as about to: its chat may have lost its workflow. */
export const BOOKED_FOR_MS = 3_600_000;

/** The first texts of other chats to the phone or the contact that have a slot, soonest first. */
export async function findBooked(db: Queryable, r: Recipient): Promise<readonly BookedText[]> {
  const { rows } = await db.query<BookedText>(
    `SELECT phone_key(phone) = phone_key($3) AS "isToPhone", coalesce(contact_id = $4, false) AS "isToContact",
            (extract(epoch FROM send_after - clock_timestamp()) * 1000)::float8 AS "inMs"
     FROM conversations
     WHERE org_id = $1 AND conversation_id <> $2 AND state = 'waiting'
       AND send_after > clock_timestamp() - $5 * interval '1 millisecond'
       AND (phone_key(phone) = phone_key($3) OR contact_id = $4)
     ORDER BY send_after`,
    [r.orgId, r.conversationId, r.visitorNumber, r.contactId, BOOKED_FOR_MS],
  );
  return rows;
}

/** The other chat from which the contact got its newest first text; null if there is none. */
export async function findTextedChat(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<number | null> {
  const { rows } = await db.query<{ id: number }>(
    `SELECT l.conversation_id AS id
     FROM conversations here JOIN conversations c ON c.org_id = here.org_id AND c.contact_id = here.contact_id
       JOIN ledger l ON l.org_id = c.org_id AND l.conversation_id = c.conversation_id AND ${isFirstText('l')}
     WHERE here.org_id = $1 AND here.conversation_id = $2 AND c.conversation_id <> $2
     ORDER BY l.created_at DESC LIMIT 1`,
    [orgId, conversationId],
  );
  return rows[0]?.id ?? null;
}
