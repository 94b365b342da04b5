import { findConversation, type Conversation } from '../../records/conversations/conversations.js';
import { redoFollowUp } from '../../records/conversations/redo.js';
import { inTransaction } from '../../platform/db/pool.js';
import type { ConversationEvent } from '../../contracts/messages.js';
import { findTaker } from '../../records/sessions/holder-news.js';
import type { OperatorEvent } from '../../contracts/events.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { resumeConversation } from './resume-conversation.js';
import { signalConversation, signalRunning } from './start-conversation.js';
import { startRedrive, startRefresh } from './start-operation.js';
import { conversationEvent } from './conversation-event.js';
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
    case 'opt_out_undone':
      return hearOfUndo(context, stored, conversationId);
    case 'resume_asked':
      return resumeConversation(context, stored, event);
    case 'follow_up_asked':
      return lookAgain(context, stored, conversationId);
  }
}

/** Cuts a wait short, or tells an open thread who has its number: the event means nothing else. */
async function wake(context: HandlerContext, stored: WaitingEvent, conversationId: number): Promise<Settled> {
  const conversation = await findConversation(context.pool, stored.orgId, conversationId);
  if (conversation === null || conversation.state === 'done') return ignored('the conversation has ended');
  const { state, workflowId } = conversation;
  const event =
    state === 'waiting'
      ? conversationEvent(stored, 'opened')
      : await holderNews(context, stored, conversation);
  return (await signalRunning(context, workflowId, event)) ? dispatched : ignored('the workflow has ended');
}

/** The records let texts pass from the moment of the undo; the workflow shows it, and the rep is told. */
async function hearOfUndo(
  context: HandlerContext,
  stored: WaitingEvent,
  conversationId: number,
): Promise<Settled> {
  const conversation = await findConversation(context.pool, stored.orgId, conversationId);
  if (conversation === null || conversation.state === 'done') return ignored('the conversation has ended');
  const event = conversationEvent(stored, 'opted_in', { how: 'operator' });
  return (await signalRunning(context, conversation.workflowId, event))
    ? dispatched
    : ignored('the workflow has ended');
}

async function holderNews(
  { pool }: HandlerContext,
  stored: WaitingEvent,
  conversation: Conversation,
): Promise<ConversationEvent> {
  const taker = await findTaker(pool, conversation);
  if (taker === null) return conversationEvent(stored, 'number_kept');
  return conversationEvent(stored, 'number_taken', { by: taker.conversationId, at: taker.at.getTime() });
}

/** A waiting conversation looks again. A conversation that ended without a text starts over with a workflow of its own. */
async function lookAgain(
  context: HandlerContext,
  stored: WaitingEvent,
  conversationId: number,
): Promise<Settled> {
  const { orgId, eventId, occurredAt } = stored;
  const conversation = await findConversation(context.pool, orgId, conversationId);
  if (conversation === null) return ignored('not a conversation of ours');
  const event = conversationEvent(stored, 'look_again');
  // Its workflow may have been terminated in the Web UI, and nobody has told our records.
  if (conversation.state === 'waiting' && (await signalConversation(context, conversation, event)))
    return dispatched;
  const redone: Conversation | string = await inTransaction(context.pool, (client) =>
    redoFollowUp(client, { orgId, conversationId, workflowId: eventId, at: occurredAt }),
  );
  if (typeof redone === 'string') return ignored(redone);
  return (await signalConversation(context, redone, event)) ? dispatched : ignored('the workflow has ended');
}
