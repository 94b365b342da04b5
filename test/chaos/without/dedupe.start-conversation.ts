import { randomUUID } from 'node:crypto';
import type { Conversation } from '../../../src/records/conversations/conversations.js';
import {
  signalConversation as signalOnce,
  type HandOver,
} from '../../../src/worker/dispatch/start-conversation.js';
import type { ConversationEvent } from '../../../src/contracts/messages.js';

export * from '../../../src/worker/dispatch/start-conversation.js';

/** Without the guard, the workflow does not know again what it was told before. */
export function signalConversation(
  context: HandOver,
  conversation: Conversation,
  event: ConversationEvent,
): Promise<boolean> {
  return signalOnce(context, conversation, { ...event, key: `${event.key}:${randomUUID()}` });
}
