import type { OperatorEvent } from '../../contracts/events.js';
import type { ResumedWait } from '../../contracts/messages.js';
import { inTransaction } from '../../platform/db/pool.js';
import { findConversation, type Conversation } from '../../records/conversations/conversations.js';
import { recordOutcome } from '../../records/conversations/outcome.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { resumeThread } from '../../texting/delivery/resume-thread.js';
import { conversationEvent } from './conversation-event.js';
import type { HandlerContext } from './handler-context.js';
import { applied, dispatched, ignored, type Settled } from './settled.js';
import { signalConversation } from './start-conversation.js';

/**
 * Starts the workflow of an open conversation again, under its own ID, since Temporal no longer has it. A wait goes on from what our records
 * know: if its time has passed, it ends with its reason, or the text goes out if it is still wanted. If Temporal knows a workflow that has ended without
 * telling us, as by "Terminate" in the Web UI, a wait ends as stopped; an open thread is taken up when somebody says something.
 */
export async function resumeConversation(
  context: HandlerContext,
  stored: WaitingEvent,
  { conversationId, workflowId }: Extract<OperatorEvent, { kind: 'resume_asked' }>,
): Promise<Settled> {
  const { pool, metrics } = context;
  const conversation = await findConversation(pool, stored.orgId, conversationId);
  if (conversation === null || conversation.state === 'done') return ignored('the conversation has ended');
  if (conversation.workflowId !== workflowId) return ignored('it goes on under another workflow');
  // No event of consequence: it only has to reach the workflow, or start it.
  const event = conversationEvent(stored, 'opened');
  const { state, reopened } = conversation;
  const known = state === 'waiting' ? knownOf(conversation) : undefined;
  if (await signalConversation(context, conversation, event, known)) {
    if (known !== undefined) metrics.count('textback_resumed_conversations_total', { state });
    // All other threads do so themselves when they begin anew; one that a text had opened again begins as it did then.
    else if (reopened)
      await inTransaction(pool, (client) => resumeThread(client, conversation, stored.eventKey));
    return dispatched;
  }
  if (state === 'bridging') return ignored('its workflow was ended; the next message takes the thread up');
  const outcome = {
    orgId: stored.orgId,
    conversationId,
    workflowId,
    state: 'done',
    reason: 'stopped',
  } as const;
  await inTransaction(pool, (client) => recordOutcome(client, outcome));
  metrics.count('textback_decisions_total', { outcome: 'stopped' });
  return applied('its workflow was ended: no text');
}

function knownOf({ phoneStatus, phoneAt, openedAt, quietUntil }: Conversation): ResumedWait {
  return {
    phone: phoneStatus,
    phoneAt: Math.max(openedAt.getTime(), phoneAt?.getTime() ?? 0),
    quietUntil: quietUntil?.getTime() ?? null,
  };
}
