import type { Queryable } from '../db/pool.js';
import type { ChatMessage } from '../inbox/event.js';

/** A post of ours is at work whose message ID we do not know yet: ask again in a moment. */
export class EchoUndecided extends Error {
  override readonly name = 'EchoUndecided';
}

/**
 * Whether a Drift message is our own post coming back as a webhook. By message ID; and since the webhook may overtake the
 * answer to our POST, a message that an app posted is not judged while a post of ours to that conversation is at work.
 */
export async function isOwnPost(db: Queryable, orgId: number, message: ChatMessage): Promise<boolean> {
  const { rows } = await db.query<{ ours: boolean | null; atWork: boolean | null }>(
    `SELECT bool_or(vendor_id = $3) AS ours, bool_or(state IN ('sending', 'ambiguous') AND attempted_at > clock_timestamp() - interval '2 minutes') AS "atWork" FROM ledger
     WHERE org_id = $1 AND conversation_id = $2 AND medium <> 'sms'`,
    [orgId, message.conversationId, message.messageId],
  );
  if (rows[0]?.ours) return true;
  if (rows[0]?.atWork && message.appId !== null)
    throw new EchoUndecided('a post of ours to this conversation is at work');
  return false;
}
