import type { Conversation } from '../../../src/records/conversations/conversations.js';
import type { WaitingEvent } from '../../../src/records/inbox/store.js';
import type { HandlerContext } from '../../../src/worker/dispatch/handler-context.js';
import { isNumberNews as isNews } from '../../../src/worker/dispatch/tell-number.js';

export * from '../../../src/worker/dispatch/tell-number.js';

/** Without the guard, the first number that is known stays the conversation's. */
export async function isNumberNews(
  context: HandlerContext,
  stored: WaitingEvent,
  conversation: Conversation,
  e164: string,
  by: 'visitor' | 'contact',
): Promise<boolean> {
  return conversation.phone === null && (await isNews(context, stored, conversation, e164, by));
}
