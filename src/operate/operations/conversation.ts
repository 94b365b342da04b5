import type { Client, Pool } from '../../platform/db/pool.js';
import { askFor, wishKey } from '../../records/inbox/request-event.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';

/**
 * Fetches a conversation's state from Drift again, in the background, and brings ours in line. That makes up for events that
 * never reached us, including those that would have opened the conversation. If it ended without a text and nothing forbids
 * one now, the follow-up gets another chance.
 * @throws OperationRefused not_found if the conversation's org cannot be determined
 */
export async function reprocessConversation(pool: Pool, asked: Asked, conversationId: number): Promise<Done> {
  const intent = { operation: 'reprocess_conversation', target: `conversation ${conversationId}` } as const;
  return operate(pool, asked, intent, async (client) => {
    const orgId = await orgOf(client, conversationId);
    await askFor(client, [{ key: wishKey(asked), orgId, event: { kind: 'refresh_asked', conversationId } }]);
    return { orgId, conversationId, result: 'refresh_started' };
  });
}

/** The conversation's org; for an unknown conversation, the org of our numbers, if they all belong to one. */
async function orgOf(client: Client, conversationId: number): Promise<number> {
  const known = await client.query<{ orgId: number }>(
    'SELECT org_id AS "orgId" FROM conversations WHERE conversation_id = $1 ORDER BY org_id LIMIT 1',
    [conversationId],
  );
  if (known.rows[0] !== undefined) return known.rows[0].orgId;
  const ours = await client.query<{ orgId: number }>(
    'SELECT DISTINCT org_id AS "orgId" FROM numbers LIMIT 2',
  );
  if (ours.rows.length === 1 && ours.rows[0] !== undefined) return ours.rows[0].orgId;
  throw new OperationRefused('not_found', `Textback does not know conversation ${conversationId}`);
}
