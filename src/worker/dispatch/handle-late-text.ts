import { isText, type ConversationEvent } from '../../contracts/messages.js';
import {
  findConversation,
  lockConversation,
  reopenConversation,
  type Conversation,
} from '../../records/conversations/conversations.js';
import { inTransaction, type Client } from '../../platform/db/pool.js';
import { isSamePhone } from '../../telephony/phone-key.js';
import type { TextReceived } from '../../contracts/events.js';
import { placeText, type WaitingEvent } from '../../records/inbox/store.js';
import { reopenSession } from '../../records/sessions/open-session.js';
import {
  findLastSession,
  findLastSessionOfPhone,
  findSessionOf,
  type Session,
} from '../../records/sessions/sessions.js';
import { deliverText } from './deliver-text.js';
import { handleTextOfDeleted } from './handle-text-of-deleted.js';
import { deliverLateText } from './start-conversation.js';
import { signalOpenThread } from './signal-open-thread.js';
import type { HandlerContext } from './handler-context.js';
import { applied, dispatched, held, type Settled } from './settled.js';

/** When the text came: the vendor may know it better than the arrival here, where no webhook brought the text. */
export const cameAt = ({ occurredAt, receivedAt }: WaitingEvent): Date =>
  occurredAt < receivedAt ? occurredAt : receivedAt;

/**
 * A text whose thread is closed: by now (`holder`, which had the pair of numbers when the text came), or before it came (null). Not
 * long after the closing it opens the thread again. If the numbers are with another chat by now, it goes into the conversation that it
 * was for while that goes on. Later, or to another number of ours, it is held for the operator, and put into the visitor's last
 * conversation; never into two, and never into a thread that was opened after it came.
 */
export async function handleLateText(
  context: HandlerContext,
  stored: WaitingEvent,
  event: TextReceived,
  orgId: number,
  signal: ConversationEvent,
  holder: Session | null,
): Promise<Settled> {
  const { pool } = context;
  const { visitorNumber, ourNumber } = event;
  const goesOn = holder && (await findConversation(pool, holder.orgId, holder.conversationId));
  // A bare keyword is no message: it counts, and only a conversation that goes on is told.
  if (!isText(signal)) {
    const isTold = goesOn?.state === 'bridging' && (await signalOpenThread(context, stored, goesOn, signal));
    return isTold ? dispatched : applied(signal.kind);
  }
  const at = cameAt(stored);
  const ofPair = holder ?? (await findLastSession(pool, { orgId, visitorNumber, ourNumber, at }));
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
  if (conversation.chatGoneAt !== null) return handleTextOfDeleted(context, stored, conversation, signal);
  const { behaviour } = await context.settings.org(orgId);
  if (ofPair !== null && isRecent(ofPair, stored.occurredAt, behaviour.lateTextWindowMs)) {
    const reopened = await reopen(context, stored, ofPair, visitorNumber);
    if (reopened !== null)
      return (await deliverText(context, stored, reopened, signal)) ?? held('the conversation has ended');
  }
  if (holder !== null && conversation.state === 'bridging') {
    await placeText(pool, stored.id, conversation.conversationId);
    const delivered = await deliverText(context, stored, conversation, signal);
    if (delivered !== null) return delivered;
  }
  await deliverLateText(context, conversation, stored.eventId, signal);
  return held('it belongs to no open thread: it was put into the last conversation of this visitor');
}

/** The visitor has another number, or it was not theirs: nobody knows whose words these are. */
const isFormerNumber = ({ phone, numberLost }: Conversation, visitorNumber: string): boolean =>
  phone === null ? numberLost !== null : !isSamePhone(phone, visitorNumber);

function isRecent({ closedAt }: Session, at: Date, windowMs: number): boolean {
  return closedAt === null || at.getTime() - closedAt.getTime() <= windowMs;
}

/** Null if the pair of numbers is with another conversation by now, or this one has another thread or number. */
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
    // A text that came with this one may have opened it again. A thread of another conversation was opened after the text came.
    if (session === 'pair is open') return (await hasThread(client, now, ourNumber)) ? now : null;
    if (session === 'conversation has another') return null;
    // A conversation that goes on, and had lost its number to another one, gets its thread back and needs no new workflow.
    const workflowId = state === 'done' ? eventId : last;
    return reopenConversation(client, { orgId, conversationId, workflowId, visitorSpokeAt: occurredAt });
  });
}

async function hasThread(
  client: Client,
  { orgId, conversationId }: Conversation,
  ourNumber: string,
): Promise<boolean> {
  return (await findSessionOf(client, orgId, conversationId))?.ourNumber === ourNumber;
}
