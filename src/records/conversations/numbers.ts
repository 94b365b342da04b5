import type { ConversationRef, PhoneStatus } from '../../contracts/activity-results.js';
import type { NumberRefusal } from '../../contracts/number-refusals.js';
import { inTransaction, type Client, type Pool, type Queryable } from '../../platform/db/pool.js';
import { isSamePhone } from '../../telephony/phone-key.js';
import type { Phone } from '../../telephony/phone.js';
import { closeSessionOf } from '../sessions/close-session.js';
import { lockConversation, type Conversation } from './conversations.js';
import {
  judgeTold,
  numberState,
  statusAfterLoss,
  type Loss,
  type NumberFacts,
  type NumberState,
  type PhoneTold,
} from './number-state.js';

/** What became of a number that was told. */
export interface Told {
  /** What is known of the conversation's number now. */
  readonly status: PhoneStatus;
  /**
   * - `taken`: it is the conversation's number from now on. Texts to the old one have stopped: its thread is closed.
   * - `untexted`: it was the conversation's number before, and no thread is open with it.
   * - `nothing`: it changes nothing.
   */
  readonly became: 'taken' | 'untexted' | 'nothing';
}

/**
 * Records a number that was told, or that there is none. What is newest counts (`judgeTold`). While the conversation waits, one that
 * cannot be texted may take the place of one that can; once it goes on, only another number changes its thread. A conversation that
 * has ended keeps its number.
 */
export async function tellNumber(
  client: Client,
  ref: ConversationRef,
  phone: Phone,
  told: PhoneTold,
): Promise<Told> {
  const { orgId, conversationId } = ref;
  const before = await lockConversation(client, orgId, conversationId);
  const nothing: Told = { status: before.phoneStatus, became: 'nothing' };
  if (before.state === 'done') return nothing;
  const thread = await lastThread(client, before);
  const { phone: known, phoneSource: source, phoneAt: at, lostNumbers: lost } = before;
  const verdict = judgeTold({ phone: known, source, at, lost }, phone.e164, told);
  if (phone.status !== 'usable') {
    const isLost = known === null && before.numberLostAt !== null;
    if (verdict !== 'take' || before.state !== 'waiting' || isLost) return nothing;
    await write(client, ref, phone, told);
    return { status: phone.status, became: 'nothing' };
  }
  switch (verdict) {
    case 'older':
    case 'lost_before':
      return nothing;
    case 'same':
      await write(client, ref, phone, told);
      return { status: 'usable', became: thread?.isOpen === true ? 'nothing' : 'untexted' };
    case 'take':
      if (thread?.isOpen === true) await closeSessionOf(client, orgId, conversationId);
      await write(client, ref, phone, told);
      return { status: 'usable', became: 'taken' };
  }
}

/** The same in a transaction of its own. Returns the status of the number that counts. */
export async function recordPhone(
  pool: Pool,
  orgId: number,
  conversationId: number,
  phone: Phone,
  told: PhoneTold = { by: 'look' },
): Promise<PhoneStatus> {
  const ref = { orgId, conversationId };
  const { status } = await inTransaction(pool, (client) => tellNumber(client, ref, phone, told));
  return status;
}

/** The contact has a new number, and the event does not say which: the next look tells it, and counts as newer than what was typed. */
export async function expectNumber(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  at: Date,
): Promise<void> {
  await db.query(
    `UPDATE conversations SET phone_source = 'contact', phone_at = $3
     WHERE org_id = $1 AND conversation_id = $2 AND state <> 'done' AND (phone_at IS NULL OR phone_at <= $3)`,
    [orgId, conversationId, at],
  );
}

/** So many lost numbers are remembered, the latest: a visitor can type numbers without end. */
const REMEMBERED = 20;

/**
 * The conversation's number is not to be texted any more: its thread closes, and the conversation waits for another one. False if the
 * conversation has a different number by now, or has ended.
 */
export async function loseNumber(
  client: Client,
  ref: ConversationRef,
  loss: {
    readonly number: string;
    readonly why: Loss;
    /** Why it is refused, by the vendor or by our own rules. */
    readonly reason: NumberRefusal | null;
  },
): Promise<boolean> {
  const { orgId, conversationId } = ref;
  const before = await lockConversation(client, orgId, conversationId);
  if (before.state === 'done' || before.phone === null || !isSamePhone(before.phone, loss.number))
    return false;
  await closeSessionOf(client, orgId, conversationId);
  await client.query(
    `UPDATE conversations SET phone = NULL, phone_status = $3, number_lost = $4, number_lost_at = clock_timestamp(),
       quiet_until = NULL, lost_numbers = array_append(lost_numbers[greatest(1, cardinality(lost_numbers) - $6 + 2):], $5)
     WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId, statusAfterLoss(loss.why, loss.reason), loss.why, before.phone, REMEMBERED],
  );
  return true;
}

/** The conversation's number has its first text, so that none is sought any more. */
export async function foundNumber(client: Client, { orgId, conversationId }: ConversationRef): Promise<void> {
  await client.query(
    `UPDATE conversations SET number_lost = NULL, number_lost_at = NULL
     WHERE org_id = $1 AND conversation_id = $2 AND number_lost IS NOT NULL`,
    [orgId, conversationId],
  );
}

/** The state of a conversation's number. */
export async function numberStateOf(db: Queryable, conversation: Conversation): Promise<NumberState> {
  const { state, phone, numberLostAt } = conversation;
  const thread = await lastThread(db, conversation);
  return numberState({ conversation: state, phone, thread, lostAt: numberLostAt });
}

async function lastThread(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<NumberFacts['thread']> {
  const { rows } = await db.query<{ with: string; isOpen: boolean }>(
    `SELECT visitor_number AS with, closed_at IS NULL AS "isOpen" FROM sessions
     WHERE org_id = $1 AND conversation_id = $2 ORDER BY closed_at DESC NULLS FIRST, id DESC LIMIT 1`,
    [orgId, conversationId],
  );
  return rows[0] ?? null;
}

/**
 * A number that can be texted clears the reason that there was none. What was computed for the old one does not hold for another: the end
 * of quiet hours, and the send slot. A look leaves in place when the number was last told.
 */
async function write(
  client: Client,
  { orgId, conversationId }: ConversationRef,
  { status, e164 }: Phone,
  told: PhoneTold,
): Promise<void> {
  await client.query(
    `UPDATE conversations SET phone = $3, phone_status = $4,
       phone_source = CASE WHEN phone IS DISTINCT FROM $3 OR $5 = 'visitor' THEN $5 ELSE phone_source END,
       phone_at = CASE WHEN $6::timestamptz IS NULL THEN phone_at ELSE greatest(phone_at, $6) END,
       quiet_until = CASE WHEN phone IS DISTINCT FROM $3 THEN NULL ELSE quiet_until END,
       booked_number = CASE WHEN phone IS DISTINCT FROM $3 THEN NULL ELSE booked_number END,
       send_after = CASE WHEN phone IS DISTINCT FROM $3 THEN NULL ELSE send_after END,
       reason = CASE WHEN state = 'waiting' AND $4 = 'usable' THEN NULL ELSE reason END
     WHERE org_id = $1 AND conversation_id = $2`,
    [
      orgId,
      conversationId,
      e164,
      status,
      told.by === 'visitor' ? 'visitor' : 'contact',
      told.by === 'look' ? null : told.at,
    ],
  );
}
