import { isText, type ConversationEvent } from '../../contracts/messages.js';
import type { Conversation } from '../../records/conversations/conversations.js';
import { placeText, type WaitingEvent } from '../../records/inbox/store.js';
import type { HandlerContext } from './handler-context.js';
import { dispatched, heldAs, type Settled } from './settled.js';
import { signalOpenThread } from './signal-open-thread.js';

/**
 * Delivers a visitor's text to the workflow of its open thread, which posts it. In a chat that a person has closed nobody may see it, so
 * that it is held as well, and a note says so. Null where the conversation has ended in this very moment.
 */
export async function deliverText(
  context: HandlerContext,
  stored: WaitingEvent,
  conversation: Conversation,
  signal: ConversationEvent,
): Promise<Settled | null> {
  const { chatClosedAt, conversationId } = conversation;
  if (chatClosedAt === null || !isText(signal))
    return (await signalOpenThread(context, stored, conversation, signal)) ? dispatched : null;
  await placeText(context.pool, stored.id, conversationId); // by which an answer finds it
  const told = { ...signal, chatClosedAt: chatClosedAt.getTime() };
  return (await signalOpenThread(context, stored, conversation, told)) ? heldAs('chat_closed') : null;
}
