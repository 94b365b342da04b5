import type { ConversationEvent } from '../../contracts/messages.js';
import {
  findConversation,
  findNewestOpenChat,
  type Conversation,
} from '../../records/conversations/conversations.js';
import { moveText, placeText, type WaitingEvent } from '../../records/inbox/store.js';
import type { HandlerContext } from './handler-context.js';
import { heldAs, type Settled } from './settled.js';
import { signalOpenThread } from './signal-open-thread.js';
import { deliverLateText } from './start-conversation.js';

/**
 * A text for a conversation that was deleted in Drift goes to the contact's newest open chat. Without one, or without a known contact, it
 * is held: nobody has read it. Delivered a second time, after a crash, it goes where it went the first time.
 */
export async function handleTextOfDeleted(
  context: HandlerContext,
  stored: WaitingEvent,
  deleted: Conversation,
  signal: ConversationEvent,
): Promise<Settled> {
  const { pool } = context;
  const { orgId, conversationId: deletedChat } = deleted;
  const newest = await findNewestOpenChat(pool, deleted);
  const placed = await placeText(pool, stored.id, newest?.conversationId ?? deletedChat);
  const other = placed === deletedChat ? newest : await findConversation(pool, orgId, placed);
  if (other === null) return heldAs('chat_gone');
  await moveText(pool, stored.id, other.conversationId);
  const moved = { ...signal, deletedChat };
  const isSignalled = other.state === 'bridging' && (await signalOpenThread(context, stored, other, moved));
  // One that waits is not about to post anything. The ID is apart from that of a thread which the text may have opened.
  if (!isSignalled) await deliverLateText(context, other, `${stored.eventId}:${other.conversationId}`, moved);
  return {
    outcome: 'dispatched',
    detail: "its conversation was deleted in Drift: it went to the contact's newest open chat",
  };
}
