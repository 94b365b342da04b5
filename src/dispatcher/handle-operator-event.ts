import type { ConversationEvent } from '../../workflows/messages.js';
import { findConversation, type Conversation } from '../conversations/conversations.js';
import { redoFollowUp } from '../conversations/redo.js';
import { inTransaction } from '../db/pool.js';
import type { OperatorEvent } from '../inbox/event.js';
import type { WaitingEvent } from '../inbox/store.js';
import { signalConversation, signalRunning } from '../temporal/start-conversation.js';
import { startRedrive, startRefresh } from '../temporal/start-operation.js';
import type { HandlerContext } from './handler-context.js';
import { dispatched, ignored, type Settled } from './settled.js';

/** What an operator has asked for becomes a workflow, or a signal to the conversation's own. */
export async function handleOperatorEvent(
  context: HandlerContext,
  stored: WaitingEvent,
  event: OperatorEvent,
): Promise<Settled> {
  const { orgId, eventId } = stored;
  const { conversationId } = event;
  switch (event.kind) {
    case 'refresh_asked':
      await startRefresh(context, eventId, { orgId, conversationId, key: eventId });
      return dispatched;
    case 'redrive_asked': {
      const { ledgerId, medium, purpose, how } = event;
      const send = { orgId, conversationId, ledgerId, medium, purpose, how };
      await startRedrive(context, eventId, send);
      return dispatched;
    }
    case 'look_asked':
      return wake(context, stored, conversationId);
    case 'follow_up_asked':
      return lookAgain(context, stored, conversationId);
  }
}

/** Cuts a wait short: the event means nothing else. */
async function wake(context: HandlerContext, stored: WaitingEvent, conversationId: number): Promise<Settled> {
  const { id, orgId, eventKey, occurredAt } = stored;
  const conversation = await findConversation(context.pool, orgId, conversationId);
  if (conversation?.state !== 'waiting') return ignored('it does not wait any more');
  const event = { key: eventKey, kind: 'opened', inboxId: id, at: occurredAt.getTime() } as const;
  return (await signalRunning(context, conversation.workflowId, event))
    ? dispatched
    : ignored('the workflow has ended');
}

/** A conversation that waits looks again; one that ended without a text begins anew, under a workflow of its own. */
async function lookAgain(
  context: HandlerContext,
  stored: WaitingEvent,
  conversationId: number,
): Promise<Settled> {
  const { id, orgId, eventKey, eventId, occurredAt } = stored;
  const conversation = await findConversation(context.pool, orgId, conversationId);
  if (conversation === null) return ignored('not a conversation of ours');
  const event: ConversationEvent = {
    key: eventKey,
    kind: 'look_again',
    inboxId: id,
    at: occurredAt.getTime(),
  };
  // Its workflow may have been terminated in the Web UI, and nobody has told our records.
  if (conversation.state === 'waiting' && (await signalConversation(context, conversation, event)))
    return dispatched;
  const redone: Conversation | string = await inTransaction(context.pool, (client) =>
    redoFollowUp(client, { orgId, conversationId, workflowId: eventId, at: occurredAt }),
  );
  if (typeof redone === 'string') return ignored(redone);
  return (await signalConversation(context, redone, event)) ? dispatched : ignored('the workflow has ended');
}
