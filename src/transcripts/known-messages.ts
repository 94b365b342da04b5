import type { ConversationRef } from '../contracts/activity-results.js';
import type { Queryable } from '../platform/db/pool.js';
import type { WhatWeHave } from './missed-events.js';
import { findSessionOf } from '../records/sessions/sessions.js';
import { findConversation } from '../records/conversations/conversations.js';

/** What our records say of a conversation, to be held against what Drift says. */
export async function whatWeHave(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<WhatWeHave> {
  const conversation = await findConversation(db, orgId, conversationId);
  const session = await findSessionOf(db, orgId, conversationId);
  const { rows: messages } = await db.query<{ id: string }>(
    `SELECT event ->> 'messageId' AS id FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND kind = 'message'`,
    [orgId, conversationId],
  );
  return {
    orgId,
    conversationId,
    state: conversation?.state ?? null,
    threadSince: session?.openedAt ?? null,
    messageIds: new Set(messages.map(({ id }) => id)),
  };
}
