import { inTransaction } from '../../platform/db/pool.js';
import { recordThere } from '../../records/conversations/chat-state.js';
import {
  lockConversation,
  reopenConversation,
  type Conversation,
} from '../../records/conversations/conversations.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { reopenSession } from '../../records/sessions/open-session.js';
import { findThreadOfDeleted } from '../../records/sessions/sessions.js';
import type { HandlerContext } from './handler-context.js';

/**
 * Drift tells of something that has happened in a conversation which we thought was deleted, so that it is there: the answer was wrong, or
 * somebody has restored it. Its thread goes on if its numbers are still free, and what was held is posted. An event of before says nothing.
 */
export async function restoreChat(
  { pool }: Pick<HandlerContext, 'pool'>,
  { eventId, occurredAt }: Pick<WaitingEvent, 'eventId' | 'occurredAt'>,
  conversation: Conversation,
): Promise<Conversation> {
  const { orgId, conversationId, chatGoneAt } = conversation;
  if (chatGoneAt === null || occurredAt <= chatGoneAt) return conversation;
  return inTransaction(pool, async (client) => {
    const now = await lockConversation(client, orgId, conversationId);
    if (now.chatGoneAt === null) return now;
    await recordThere(client, now);
    const thread = await findThreadOfDeleted(client, now, now.chatGoneAt);
    if (thread === null) return { ...now, chatGoneAt: null };
    const session = await reopenSession(client, thread, thread.heardAt);
    if (typeof session === 'string') return { ...now, chatGoneAt: null };
    const workflowId = now.state === 'done' ? eventId : now.workflowId;
    return reopenConversation(client, { orgId, conversationId, workflowId, visitorSpokeAt: null });
  });
}
