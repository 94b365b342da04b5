import type { Reason } from '../../contracts/reasons.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import { dropUnsentTexts } from '../ledger/moves.js';
import { closeSessionOf } from '../sessions/close-session.js';
import { lockConversation } from './conversations.js';

export interface OutcomeRecord {
  readonly orgId: number;
  readonly conversationId: number;
  /** The workflow that says so: one that another has followed has no say any more. */
  readonly workflowId?: string;
  readonly state: 'waiting' | 'bridging' | 'done';
  /** Why there is no text (yet); null where one went out. */
  readonly reason: Reason | null;
}

/**
 * Writes down where the conversation stands. When it is done its session closes and what was not sent never will be. A
 * follow-up of which nothing was known has since turned out to be with the vendor: then that is no reason any more. Nor is it
 * one for waiting that there was no number when one has come since.
 * Returns the reason if that was decided just now, null where it was known or is a provisional one.
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
           AND state <> 'refused') THEN NULL ELSE $4 END
     WHERE org_id = $1 AND conversation_id = $2 RETURNING reason`,
    [orgId, conversationId, state, reason],
  );
  const recorded = rows[0]?.reason ?? null;
  const isNews = conversation.state === 'waiting' || conversation.reason !== recorded;
  return state !== 'waiting' && isNews ? recorded : null;
}

/** Quiet hours hold the follow-up back until then. */
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

/** The follow-up is with the vendor after all: then there is no reason for having none. */
export async function clearReason(db: Queryable, orgId: number, conversationId: number): Promise<void> {
  await db.query(
    'UPDATE conversations SET reason = NULL WHERE org_id = $1 AND conversation_id = $2 AND reason IS NOT NULL',
    [orgId, conversationId],
  );
}

/** The same for a send, where it is a follow-up. */
export async function clearReasonOfFollowUp(db: Queryable, ledgerId: string): Promise<void> {
  await db.query(
    `UPDATE conversations c SET reason = NULL FROM ledger l
     WHERE l.id = $1 AND l.purpose = 'follow_up' AND c.org_id = l.org_id AND c.conversation_id = l.conversation_id
       AND c.reason = 'send_ambiguous'`,
    [ledgerId],
  );
}
