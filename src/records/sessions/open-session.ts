import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client } from '../../platform/db/pool.js';
import { phoneKey } from '../../telephony/phone-key.js';
import { chooseNumber, type Newcomer } from './choose-number.js';
import { hasGivenUp, tellOfHolder } from './holder-news.js';
import type { SenderNumbers } from './sender-numbers.js';
import { findOpenSession, findSessionOf, insertSession, type Session, type Thread } from './sessions.js';

/** `isShared`: see ChosenNumber; false if the conversation had the session before. */
export type OpenedSession = Session & { readonly isShared: boolean };

/**
 * Opens the conversation's session, within the caller's transaction, on the number that `chooseNumber` gives. If another thread
 * gives its number up, that thread's session closes, and its conversation is told. Null if no number is available.
 */
export async function openSession(
  client: Client,
  wanted: Newcomer & { readonly numbers: SenderNumbers; readonly preferred?: string },
): Promise<OpenedSession | null> {
  const { orgId, conversationId, visitorNumber, numbers, preferred } = wanted;
  await takeTurns(client, visitorNumber);
  const existing = await findSessionOf(client, orgId, conversationId);
  if (existing !== null) return { ...existing, isShared: false };
  const choice = await chooseNumber(client, wanted, numbers, preferred);
  if (choice === null) return null;
  const { number: ourNumber, takenFrom, isShared } = choice;
  if (takenFrom !== null)
    await client.query('UPDATE sessions SET closed_at = clock_timestamp() WHERE id = $1', [takenFrom]);
  const session = await begin(client, { orgId, conversationId, visitorNumber, ourNumber });
  if (takenFrom !== null) await handOver(client, takenFrom, session);
  return { ...session, isShared };
}

/**
 * Reopens the thread of a pair of numbers for the conversation that had it last, because the phone has written or its chat is back, or
 * returns why that is impossible.
 */
export async function reopenSession(
  client: Client,
  thread: Thread,
  heardAt: Date | null,
): Promise<Session | 'pair is open' | 'conversation has another'> {
  await takeTurns(client, thread.visitorNumber);
  if ((await findOpenSession(client, thread.ourNumber, thread.visitorNumber)) !== null) return 'pair is open';
  if ((await findSessionOf(client, thread.orgId, thread.conversationId)) !== null)
    return 'conversation has another';
  return begin(client, thread, heardAt);
}

/** A conversation that had given its number up has one again, and is told. */
async function begin(client: Client, thread: Thread, heardAt: Date | null = null): Promise<Session> {
  const mustTell = await hasGivenUp(client, thread);
  const session = await insertSession(client, thread, heardAt);
  if (mustTell) await tellOfHolder(client, thread, `opened:${session.id}`);
  return session;
}

async function handOver(client: Client, takenFrom: number, { id }: Session): Promise<void> {
  const { rows } = await client.query<ConversationRef>(
    `UPDATE sessions SET taken_over_by = $2 WHERE id = $1
     RETURNING org_id AS "orgId", conversation_id AS "conversationId"`,
    [takenFrom, id],
  );
  for (const old of rows) await tellOfHolder(client, old, `taken:${id}`);
}

/** Serialises conversations of one phone that get here at the same time. */
async function takeTurns(client: Client, visitorNumber: string): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [phoneKey(visitorNumber)]);
}
