import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';
import { tellOfHolder } from './holder-news.js';

/**
 * Closes a conversation's session. If it took its number over from another conversation and none of its texts went out, it
 * gives the number back, since the visitor still associates the number with the other conversation; unless that one has another number
 * by now. The other conversation is told. Within the caller's transaction.
 */
export async function closeSessionOf(db: Queryable, orgId: number, conversationId: number): Promise<void> {
  const { rows } = await db.query<ConversationRef & { readonly takerId: number }>(
    `WITH closed AS (
       UPDATE sessions SET closed_at = clock_timestamp()
       WHERE org_id = $1 AND conversation_id = $2 AND closed_at IS NULL RETURNING id
     )
     UPDATE sessions old SET closed_at = NULL, taken_over_by = NULL
     FROM closed, conversations c
     WHERE old.taken_over_by = closed.id AND c.org_id = old.org_id AND c.conversation_id = old.conversation_id
       AND c.state = 'bridging'
       AND NOT EXISTS (SELECT FROM sessions s WHERE s.org_id = c.org_id AND s.conversation_id = c.conversation_id AND s.closed_at IS NULL)
       AND NOT EXISTS (SELECT FROM ledger l WHERE l.org_id = $1 AND l.conversation_id = $2 AND l.session_id = closed.id
                         AND (l.vendor_id IS NOT NULL OR l.state IN ('sending', 'ambiguous', 'parked')))
     RETURNING old.org_id AS "orgId", old.conversation_id AS "conversationId", closed.id AS "takerId"`,
    [orgId, conversationId],
  );
  for (const { takerId, ...old } of rows) await tellOfHolder(db, old, `back:${takerId}`);
}

/**
 * Closes a session that is open although its conversation is done, as of the conversation's end: nobody relays its messages, and each
 * text to it would be tried for ever. No code leaves one open; a restored backup or a repair by hand may.
 */
export async function closeSessionOfDone(
  db: Queryable,
  { orgId, conversationId }: { readonly orgId: number; readonly conversationId: number },
): Promise<void> {
  await db.query(
    `UPDATE sessions s SET closed_at = greatest(s.opened_at, coalesce(c.ended_at, clock_timestamp())) FROM conversations c
     WHERE c.org_id = $1 AND c.conversation_id = $2 AND c.state = 'done'
       AND s.org_id = c.org_id AND s.conversation_id = c.conversation_id AND s.closed_at IS NULL`,
    [orgId, conversationId],
  );
}
