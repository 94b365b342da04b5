import type { ConversationRef } from '../../activities/results.js';
import type { Queryable } from '../db/pool.js';
import type { WhatWeHave } from '../drift/missed-events.js';
import { findSessionOf } from '../sessions/sessions.js';
import { findConversation } from './conversations.js';

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
