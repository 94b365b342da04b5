import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';

/** Whether a phone has texted in this conversation. */
export async function hasTextFrom(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  visitorNumber: string,
): Promise<boolean> {
  const { rows } = await db.query<{ has: boolean }>(
    `SELECT EXISTS (SELECT FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND kind = 'text_received'
                      AND phone_key(event ->> 'visitorNumber') = phone_key($3)) AS has`,
    [orgId, conversationId, visitorNumber],
  );
  return rows[0]?.has === true;
}
