import type { Client } from '../../platform/db/pool.js';
import { phoneKey } from '../../telephony/phone-key.js';
import type { SenderNumbers } from './sender-numbers.js';
import { findOpenSession, findSessionOf, insertSession, type Session, type Thread } from './sessions.js';

/**
 * Opens the conversation's session, within the caller's transaction. It takes a number without an open thread with this
 * visitor: the preferred number, then a rep's own, then the pool's number with the least to send. If none is free, the newest
 * conversation takes the number over from the oldest, whose session closes.
 */
export async function openSession(
  client: Client,
  wanted: Omit<Thread, 'ourNumber'> & { readonly numbers: SenderNumbers; readonly preferred?: string },
): Promise<Session> {
  const { orgId, conversationId, visitorNumber, numbers, preferred } = wanted;
  await takeTurns(client, visitorNumber);
  const existing = await findSessionOf(client, orgId, conversationId);
  if (existing !== null) return existing;
  const choice = await chooseNumber(client, visitorNumber, numbers, preferred);
  if (choice.takenBy !== null) {
    await client.query('UPDATE sessions SET closed_at = clock_timestamp() WHERE id = $1', [choice.takenBy]);
  }
  const session = await insertSession(client, {
    orgId,
    conversationId,
    visitorNumber,
    ourNumber: choice.number,
  });
  if (choice.takenBy !== null) {
    await client.query('UPDATE sessions SET taken_over_by = $2 WHERE id = $1', [choice.takenBy, session.id]);
  }
  return session;
}

/** The number that a new thread with this visitor would take now, and the session that it would take the number from. */
export async function chooseNumber(
  client: Client,
  visitorNumber: string,
  { own, pool }: SenderNumbers,
  preferred: string | null = null,
): Promise<{ readonly number: string; readonly takenBy: number | null }> {
  const { rows } = await client.query<{ number: string; takenBy: number | null }>(
    `SELECT p.number, s.id AS "takenBy"
     FROM unnest($2::text[]) WITH ORDINALITY AS p (number, place)
     LEFT JOIN sessions s ON s.our_number = p.number AND phone_key(s.visitor_number) = phone_key($1) AND s.closed_at IS NULL
     LEFT JOIN sender_pace b ON b.number = p.number AND p.place > $3
     ORDER BY s.opened_at NULLS FIRST, p.number IS DISTINCT FROM $4, p.place > $3,
              greatest(b.free_at, statement_timestamp()), p.place
     LIMIT 1`,
    [visitorNumber, [...own, ...pool], own.length, preferred],
  );
  if (rows[0] === undefined) throw new Error('the pool of numbers is empty');
  return rows[0];
}

/**
 * Reopens the thread of a pair of numbers for the conversation that had it last, or returns why that is impossible.
 */
export async function reopenSession(
  client: Client,
  thread: Thread,
): Promise<Session | 'pair is open' | 'conversation has another'> {
  await takeTurns(client, thread.visitorNumber);
  if ((await findOpenSession(client, thread.ourNumber, thread.visitorNumber)) !== null) return 'pair is open';
  if ((await findSessionOf(client, thread.orgId, thread.conversationId)) !== null)
    return 'conversation has another';
  return insertSession(client, thread);
}

/** Serialises conversations of one visitor that get here at the same time. */
async function takeTurns(client: Client, visitorNumber: string): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [phoneKey(visitorNumber)]);
}
