import type { Reason } from '../../contracts/reasons.js';
import type { Settled } from '../../contracts/talk.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import { dropUnsentTexts } from '../ledger/moves.js';
import { closeSessionOf } from '../sessions/close-session.js';
import { lockConversation } from './conversations.js';

export interface OutcomeRecord {
  readonly orgId: number;
  readonly conversationId: number;
  /** The workflow that reports the outcome; ignored if a newer workflow has replaced it. */
  readonly workflowId?: string;
  readonly state: 'waiting' | 'bridging' | 'done';
  /** Why there is no text (yet); null if one went out. */
  readonly reason: Reason | null;
  /** The wait ends because the visitor's words are settled, as far as the workflow knows; see `endWait`. */
  readonly ending?: { readonly settled: Settled | null; readonly followUpDelayMs: number };
}

/**
 * Records the state of the conversation. When it is done, its session closes and unsent texts are dropped. A reason is
 * outdated if a follow-up that was unclear has since turned up at the vendor, or if a conversation without a number has got
 * one while it waits.
 * Returns the reason if this call decided it; null if it was known before or is provisional.
 */
export async function recordOutcome(
  client: Client,
  { orgId, conversationId, workflowId, state, reason }: OutcomeRecord,
): Promise<Reason | null> {
  const conversation = await lockConversation(client, orgId, conversationId);
  if (workflowId !== undefined && conversation.workflowId !== workflowId) return null;
  if (state === 'done') {
    await closeSessionOf(client, orgId, conversationId);
    await dropUnsentTexts(client, orgId, conversationId, reason);
  }
  const { rows } = await client.query<{ reason: Reason | null }>(
    `UPDATE conversations SET state = $3, ended_at = CASE WHEN $3 = 'done' THEN clock_timestamp() END,
       reason = CASE WHEN $3 = 'waiting' AND phone_status = 'usable' THEN NULL
         WHEN $4 = 'send_ambiguous' AND EXISTS (
         SELECT FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND purpose = 'follow_up' AND text_state_rank(state) >= 2
           AND state <> 'refused') THEN NULL ELSE $4 END,
       chat_gone_at = CASE WHEN $4 = 'chat_gone' THEN coalesce(chat_gone_at, clock_timestamp()) ELSE chat_gone_at END
     WHERE org_id = $1 AND conversation_id = $2 RETURNING reason`,
    [orgId, conversationId, state, reason],
  );
  const recorded = rows[0]?.reason ?? null;
  const isNews = conversation.state === 'waiting' || conversation.reason !== recorded;
  return state !== 'waiting' && isNews ? recorded : null;
}

/** Records until when quiet hours delay the follow-up. */
export async function recordQuiet(
  db: Queryable,
  orgId: number,
  conversationId: number,
  until: Date,
): Promise<void> {
  await db.query(
    `UPDATE conversations SET quiet_until = $3, booked_number = NULL, send_after = NULL
     WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId, until],
  );
}

/** Clears the reason for not texting, because the vendor has the follow-up after all. */
export async function clearReason(db: Queryable, orgId: number, conversationId: number): Promise<void> {
  await db.query(
    'UPDATE conversations SET reason = NULL WHERE org_id = $1 AND conversation_id = $2 AND reason IS NOT NULL',
    [orgId, conversationId],
  );
}

/** The same for a send, if it is a follow-up. */
export async function clearReasonOfFollowUp(db: Queryable, ledgerId: string): Promise<void> {
  await db.query(
    `UPDATE conversations c SET reason = NULL FROM ledger l
     WHERE l.id = $1 AND l.purpose = 'follow_up' AND c.org_id = l.org_id AND c.conversation_id = l.conversation_id
       AND c.reason = 'send_ambiguous'`,
    [ledgerId],
  );
}
