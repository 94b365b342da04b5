import type { Client, Pool } from '../../platform/db/pool.js';
import { askFor, wishKey } from '../../records/inbox/request-event.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import type { Done } from './operator.js';
import { findConversation, unknownConversation, type Which } from './which-conversation.js';

/**
 * Fetches a conversation's state from Drift again, in the background, and brings ours in line. That makes up for events that
 * never reached us, including those that would have opened the conversation. If it ended without a text and nothing forbids
 * one now, the follow-up gets another chance.
 * @throws OperationRefused not_found if the conversation's org cannot be determined, ambiguous_org
 */
export async function reprocessConversation(pool: Pool, asked: Asked, which: Which): Promise<Done> {
  const { conversationId } = which;
  const intent = {
    operation: 'reprocess_conversation',
    target: `conversation ${conversationId}`,
    orgId: which.orgId,
  } as const;
  return operate(pool, asked, intent, async (client) => {
    const orgId = await orgOf(client, which);
    await askFor(client, [{ key: wishKey(asked), orgId, event: { kind: 'refresh_asked', conversationId } }]);
    return { orgId, conversationId, result: 'refresh_started' };
  });
}

/** The conversation's org; for an unknown conversation, the org of our numbers, if they all belong to one. */
async function orgOf(client: Client, which: Which): Promise<number> {
  const known = await findConversation(client, which);
  if (known !== null) return known.orgId;
  const ours = await client.query<{ orgId: number }>(
    'SELECT DISTINCT org_id AS "orgId" FROM numbers LIMIT 2',
  );
  if (ours.rows.length === 1 && ours.rows[0] !== undefined) return ours.rows[0].orgId;
  throw unknownConversation(which);
}
