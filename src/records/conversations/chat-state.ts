import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';

// What became of the chat in Drift, as far as its webhooks and our calls tell. It is apart from the state of the conversation here: a chat
// that a person has closed may have an open thread with a phone.

/** The chat was closed in Drift. */
export async function noteClosed(db: Queryable, ref: ConversationRef, at: Date): Promise<void> {
  await db.query(
    'UPDATE conversations SET chat_closed_at = greatest(chat_closed_at, $3) WHERE org_id = $1 AND conversation_id = $2',
    [ref.orgId, ref.conversationId, at],
  );
}

/** Somebody has opened the chat again, or written in it: people look there. What happened before it was closed changes nothing. */
export async function noteOpen(db: Queryable, ref: ConversationRef, at: Date): Promise<void> {
  await db.query(
    'UPDATE conversations SET chat_closed_at = NULL WHERE org_id = $1 AND conversation_id = $2 AND chat_closed_at <= $3',
    [ref.orgId, ref.conversationId, at],
  );
}
