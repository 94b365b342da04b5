import type { Client } from '../../platform/db/pool.js';
import { retireFollowUp } from '../ledger/moves.js';
import { closeSessionOf } from '../sessions/close-session.js';
import { getConversation, lockConversation, type Conversation } from './conversations.js';
import { archiveWait } from './waits.js';

/**
 * Restarts a conversation that has no text, due at `at`, under the workflow `workflowId`; everything is checked again before a
 * text goes out. A repeat for the same workflow changes nothing. If a restart is impossible, returns why.
 */
export async function redoFollowUp(
  client: Client,
  {
    orgId,
    conversationId,
    workflowId,
    at,
  }: {
    readonly orgId: number;
    readonly conversationId: number;
    readonly workflowId: string;
    readonly at: Date;
  },
): Promise<Conversation | string> {
  const before = await lockConversation(client, orgId, conversationId);
  if (before.workflowId === workflowId) return before;
  const { rows } = await client.query<{ sent: boolean; unclear: boolean }>(
    `SELECT coalesce(bool_or(text_state_rank(state) >= 2 AND state <> 'refused'), false) AS sent,
            coalesce(bool_or(state IN ('sending', 'ambiguous', 'parked')), false) AS unclear
     FROM (SELECT state FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium = 'sms' AND purpose = 'follow_up'
           FOR UPDATE) AS texts`,
    [orgId, conversationId],
  );
  if (rows[0]?.sent === true) return 'the visitor was texted';
  if (rows[0]?.unclear === true) return 'its first text is unclear: that has to be settled first';
  if (before.state === 'bridging') return 'its first text is on its way';
  await archiveWait(client, before);
  await closeSessionOf(client, orgId, conversationId);
  await retireFollowUp(client, orgId, conversationId);
  await client.query(
    `UPDATE conversations SET state = 'waiting', reason = NULL, ended_at = NULL, reopened = false, quiet_until = NULL, booked_number = NULL,
       send_after = NULL, workflow_id = $3, redone_at = $4, due_at = $4, settled_at = NULL, settled_order = NULL,
       number_lost = NULL, number_lost_at = NULL, lost_numbers = '{}'
     WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId, workflowId, at],
  );
  return getConversation(client, orgId, conversationId);
}
