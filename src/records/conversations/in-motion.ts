import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Behaviour } from '../../platform/config/config.js';
import type { Queryable } from '../../platform/db/pool.js';

/**
 * Whether a conversation is about to change by itself: one of its events is not handed over yet, or it has a number and is
 * overdue for longer than a text is useful, so that it ends at its next check.
 */
export async function isInMotion(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  { followUpMaxAgeMs }: Pick<Behaviour, 'followUpMaxAgeMs'>,
): Promise<boolean> {
  const { rows } = await db.query<{ moves: boolean }>(
    `SELECT EXISTS (SELECT FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND outcome IS NULL) OR
            EXISTS (SELECT FROM conversations WHERE org_id = $1 AND conversation_id = $2 AND state = 'waiting'
                      AND phone_status = 'usable' AND quiet_until IS NULL
                      AND due_at < clock_timestamp() - $3 * interval '1 millisecond') AS moves`,
    [orgId, conversationId, followUpMaxAgeMs],
  );
  return rows[0]?.moves === true;
}
