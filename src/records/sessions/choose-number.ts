import type { Client } from '../../platform/db/pool.js';
import type { SenderNumbers } from './sender-numbers.js';

/** The conversation that wants a thread, and the phone that it named. */
export interface Newcomer {
  readonly orgId: number;
  readonly conversationId: number;
  readonly visitorNumber: string;
}

/**
 * What a newcomer may do with a number of ours, the best first:
 * - `free`: nobody has an open thread with this phone on it.
 * - `own`: the thread on it is the same contact's: their newer chat takes it over.
 * - `unanswered`: the thread on it is another contact's, and the phone has never written in it: after a day it gives its number up.
 *
 * Any other number is not available. An unknown contact is nobody's same contact, and another org's thread is never taken.
 */
const claims = ['free', 'own', 'unanswered'];

export interface ChosenNumber {
  readonly number: string;
  /** The session that gives the number up; null for a free one. */
  readonly takenFrom: number | null;
  /** Another contact has had a thread with this phone on it: what the phone writes there may be meant for that one. */
  readonly isShared: boolean;
}

/** An answer that is stored and not handed over yet is an answer. */
const hasNeverWritten = `s.heard_at IS NULL AND NOT EXISTS (
  SELECT FROM inbox i WHERE i.outcome IS NULL AND i.kind = 'text_received' AND i.event ->> 'ourNumber' = s.our_number
    AND phone_key(i.event ->> 'visitorNumber') = phone_key(s.visitor_number))`;

/** Another contact has had a thread with this phone on this number. */
const isShared = `EXISTS (
  SELECT FROM sessions t JOIN conversations d ON d.org_id = t.org_id AND d.conversation_id = t.conversation_id
  WHERE t.our_number = p.number AND phone_key(t.visitor_number) = phone_key($3) AND t.org_id = $1
    AND t.conversation_id <> $2 AND (d.contact_id = new.contact_id) IS NOT TRUE)`;

/**
 * The number that a new thread would take now; null if none is available. A free number before any other, and among the free ones
 * one that no other contact shares, then the preferred, then a rep's own, then the pool's with the least to send. Without a free one,
 * the oldest thread gives its number up.
 */
export async function chooseNumber(
  client: Client,
  { orgId, conversationId, visitorNumber }: Newcomer,
  { own, pool }: SenderNumbers,
  preferred: string | null = null,
): Promise<ChosenNumber | null> {
  const { rows } = await client.query<ChosenNumber>(
    `SELECT p.number, s.id AS "takenFrom", o.shared AS "isShared"
     FROM unnest($4::text[]) WITH ORDINALITY AS p (number, place)
     LEFT JOIN sessions s ON s.our_number = p.number AND phone_key(s.visitor_number) = phone_key($3) AND s.closed_at IS NULL
     LEFT JOIN conversations old ON old.org_id = s.org_id AND old.conversation_id = s.conversation_id
     LEFT JOIN conversations new ON new.org_id = $1 AND new.conversation_id = $2
     LEFT JOIN sender_pace b ON b.number = p.number AND p.place > $5
     CROSS JOIN LATERAL (SELECT CASE
       WHEN s.id IS NULL THEN 'free'
       WHEN s.org_id <> $1 THEN NULL
       WHEN old.contact_id = new.contact_id THEN 'own'
       WHEN s.opened_at <= clock_timestamp() - interval '24 hours' AND ${hasNeverWritten} THEN 'unanswered' END AS claim) c
     CROSS JOIN LATERAL (SELECT ${isShared} AS shared) o
     WHERE c.claim IS NOT NULL
     ORDER BY array_position($7::text[], c.claim), s.opened_at, o.shared, p.number IS DISTINCT FROM $6,
              p.place > $5, greatest(b.free_at, statement_timestamp()),
              greatest(b.last_free_at, statement_timestamp()), p.place
     LIMIT 1`,
    [orgId, conversationId, visitorNumber, [...own, ...pool], own.length, preferred, claims],
  );
  return rows[0] ?? null;
}
