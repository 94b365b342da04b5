import type { ConversationEvent } from '../../contracts/messages.js';
import {
  findConversation,
  lockConversation,
  reopenConversation,
  type Conversation,
} from '../../records/conversations/conversations.js';
import { inTransaction } from '../../platform/db/pool.js';
import { phoneKey } from '../../telephony/phone-key.js';
import type { TextReceived } from '../../contracts/events.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { reopenSession } from '../../records/sessions/open-session.js';
import { findLastSession, findLastSessionOfPhone, type Session } from '../../records/sessions/sessions.js';
import { deliverLateText } from './start-conversation.js';
import { signalOpenThread } from './signal-open-thread.js';
import type { HandlerContext } from './handler-context.js';
import { dispatched, held, type Settled } from './settled.js';

/**
 * A text to a pair of numbers without an open thread. Not long after the last one was closed it opens that again. Later, or
 * to another number of ours, it is held for the operator, and put into the visitor's last conversation; never into two.
 */
export async function handleLateText(
  context: HandlerContext,
  stored: WaitingEvent,
  event: TextReceived,
  orgId: number,
  signal: ConversationEvent,
): Promise<Settled> {
  const { pool } = context;
  const { visitorNumber, ourNumber } = event;
  const ofPair = await findLastSession(pool, { orgId, visitorNumber, ourNumber });
  const last = ofPair ?? (await findLastSessionOfPhone(pool, { orgId, visitorNumber }));
  // Whoever named the number in a chat would be shown what its owner writes.
  if (last === 'several')
    return held('more than one contact has named this number: nobody can say whose it is');
  const conversation = last && (await findConversation(pool, last.orgId, last.conversationId));
  if (!conversation) return held('no conversation of this number is known');

  if (isFormerNumber(conversation, visitorNumber)) {
    await deliverLateText(context, conversation, stored.eventId, signal, 'former_number');
    return held("its number is not the visitor's any more: it was put into their chat as a private note");
  }
  if (ofPair !== null && isRecent(ofPair, stored.occurredAt, context.behaviour.lateTextWindowMs)) {
    const reopened = await reopen(context, stored, ofPair, visitorNumber);
    if (reopened !== null)
      return (await signalOpenThread(context, stored, reopened, signal))
        ? dispatched
        : held('the conversation has ended');
  }
  await deliverLateText(context, conversation, stored.eventId, signal);
  return held('it belongs to no open thread: it was put into the last conversation of this visitor');
}

/** The visitor has another number, or it was not theirs: nobody knows whose words these are. */
const isFormerNumber = ({ phone, numberLost }: Conversation, visitorNumber: string): boolean =>
  phone === null ? numberLost !== null : phoneKey(phone) !== phoneKey(visitorNumber);

/** A thread that was opened in this very moment counts as recent: `reopen` finds it open. */
function isRecent({ closedAt }: Session, at: Date, windowMs: number): boolean {
  return closedAt === null || at.getTime() - closedAt.getTime() <= windowMs;
}

/** Null if the conversation meanwhile has a thread with another of our numbers, or another number. */
async function reopen(
  { pool }: HandlerContext,
  { eventId, occurredAt }: WaitingEvent,
  { orgId, conversationId, ourNumber }: Session,
  wroteFrom: string,
): Promise<Conversation | null> {
  return inTransaction(pool, async (client) => {
    const now = await lockConversation(client, orgId, conversationId);
    const { state, workflowId: last } = now;
    if (isFormerNumber(now, wroteFrom)) return null;
    const thread = { orgId, conversationId, visitorNumber: wroteFrom, ourNumber };
    const session = await reopenSession(client, thread, occurredAt);
    if (session === 'pair is open') throw new Error('the thread was just opened: the text belongs to it');
    if (session === 'conversation has another') return null;
    // A conversation that goes on, and had lost its number to another one, gets its thread back and needs no new workflow.
    const workflowId = state === 'done' ? eventId : last;
    return reopenConversation(client, { orgId, conversationId, workflowId, visitorSpokeAt: occurredAt });
  });
}
