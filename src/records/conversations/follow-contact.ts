import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';

/**
 * Records whose chat it is, as Drift tells it now. Two contacts that were merged have become one: what the visitor asked for under the
 * old one, not to be texted, still counts.
 */
export async function followContact(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  contactId: number,
): Promise<void> {
  await db.query(
    `UPDATE conversations c SET contact_id = $3,
       opted_out_at = greatest(c.opted_out_at, (SELECT max(o.opted_out_at) FROM conversations o
         WHERE o.org_id = c.org_id AND o.contact_id = c.contact_id AND o.opted_out_at IS NOT NULL))
     WHERE org_id = $1 AND conversation_id = $2 AND contact_id IS DISTINCT FROM $3`,
    [orgId, conversationId, contactId],
  );
}
