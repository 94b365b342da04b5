import type { ConversationEvent } from '../../contracts/messages.js';
import {
  lockConversation,
  reopenConversation,
  type Conversation,
} from '../../records/conversations/conversations.js';
import { inTransaction } from '../../platform/db/pool.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { signalConversation } from './start-conversation.js';
import type { HandlerContext } from './handler-context.js';

/**
 * Delivers an event to the workflow of an open thread. One that has ended without closing its thread, as by "Terminate" in
 * the Web UI, is followed by a new one, whose ID is the event's key: nothing that people say there may be lost, and an ID that Drift gave
 * the event may be taken, in another org too. False where the conversation has ended in this very moment.
 */
export async function signalOpenThread(
  context: HandlerContext,
  { eventKey }: Pick<WaitingEvent, 'eventKey'>,
  conversation: Conversation,
  event: ConversationEvent,
): Promise<boolean> {
  if (await signalConversation(context, conversation, event)) return true;
  const { orgId, conversationId } = conversation;
  const followed = await inTransaction(context.pool, async (client) => {
    const now = await lockConversation(client, orgId, conversationId);
    if (now.state !== 'bridging') return null;
    if (now.workflowId !== conversation.workflowId) return now; // somebody else was quicker
    return reopenConversation(client, { orgId, conversationId, workflowId: eventKey, visitorSpokeAt: null });
  });
  return followed !== null && signalConversation(context, followed, event);
}
