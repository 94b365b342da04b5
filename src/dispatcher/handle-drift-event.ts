import type { ConversationEvent, ConversationEventKind } from '../../workflows/messages.js';
import * as conversations from '../conversations/conversations.js';
import type { Conversation } from '../conversations/conversations.js';
import type { ChatMessage, Event, TextReceived, TextStatus } from '../inbox/event.js';
import type { WaitingEvent } from '../inbox/store.js';
import { findPhone, judgePhone } from '../phone/phone.js';
import { htmlToText } from '../relay/html.js';
import { signalConversation } from '../temporal/start-conversation.js';
import type { HandlerContext } from './handler-context.js';
import { applied, dispatched, ignored, type Settled } from './settled.js';

type DriftEvent = Exclude<Event, TextReceived | TextStatus>;

/** What a Drift event means for its conversation: take it up, tell its workflow, or nothing. */
export async function handleDriftEvent(
  context: HandlerContext,
  stored: WaitingEvent,
  event: DriftEvent,
): Promise<Settled> {
  switch (event.kind) {
    case 'conversation_opened': {
      // A bulk_sent conversation is a greeting that nobody has reacted to: there is no visitor to follow up with.
      if (event.status === 'bulk_sent') return ignored('a greeting that nobody has answered');
      const conversation = await takeUp(context, stored, event.conversationId, event.contactId);
      await conversations.learn(context.pool, stored.orgId, event.conversationId, {
        contactId: event.contactId,
      });
      return tell(context, stored, conversation, event.status === 'closed' ? 'closed' : 'opened');
    }
    case 'message':
      return handleMessage(context, stored, event);
    case 'status_changed': {
      const conversation = await conversations.findConversation(
        context.pool,
        stored.orgId,
        event.conversationId,
      );
      if (conversation === null) return ignored('not a conversation of ours');
      return event.status === 'closed'
        ? tell(context, stored, conversation, 'closed')
        : ignored('only closing matters');
    }
    case 'phone_captured': {
      if (event.conversationId !== null) {
        const conversation = await takeUp(context, stored, event.conversationId, event.contactId);
        return offerPhone(context, stored, conversation, event.phone);
      }
      return event.contactId === null
        ? ignored('names nobody')
        : phoneOfContact(context, stored, event.contactId, event.phone);
    }
    case 'contact_updated':
      return event.phone === null
        ? ignored('the phone number did not change')
        : phoneOfContact(context, stored, event.contactId, event.phone);
    case 'other':
      return ignored('of no consequence');
  }
}

async function handleMessage(
  context: HandlerContext,
  stored: WaitingEvent,
  event: ChatMessage,
): Promise<Settled> {
  const { pool, behaviour } = context;
  // Private notes, prompts, edits and whatever Drift invents next: never a reason to text, never on a phone.
  if (event.type !== 'chat') return ignored('not a chat message');
  if (event.author === 'bot') return ignored('written by a bot');
  const conversation = await takeUp(
    context,
    stored,
    event.conversationId,
    event.author === 'visitor' ? event.authorId : null,
  );
  if (event.author === 'rep') return tell(context, stored, conversation, 'rep_spoke');
  await conversations.learn(pool, stored.orgId, event.conversationId, {
    contactId: event.authorId,
    timeZone: event.timeZone,
  });
  const e164 =
    conversation.phoneStatus === 'usable'
      ? null
      : findPhone(htmlToText(event.html), behaviour.defaultCountry);
  if (e164 !== null) {
    await conversations.recordPhone(pool, stored.orgId, event.conversationId, { status: 'usable', e164 });
    return tell(context, stored, conversation, 'phone_given');
  }
  // Drift shows the visitor's words itself: the workflow needs to hear of them only if they open the conversation.
  if (conversation.openedBy === stored.eventKey) return tell(context, stored, conversation, 'opened');
  return applied('the chat shows it');
}

async function phoneOfContact(
  context: HandlerContext,
  stored: WaitingEvent,
  contactId: number,
  phone: string | null,
): Promise<Settled> {
  const waiting = await conversations.findWaitingOf(context.pool, stored.orgId, contactId);
  if (waiting.length === 0) return ignored('no conversation of this contact waits');
  for (const conversation of waiting) await offerPhone(context, stored, conversation, phone);
  return dispatched;
}

async function offerPhone(
  context: HandlerContext,
  stored: WaitingEvent,
  conversation: Conversation,
  phone: string | null,
): Promise<Settled> {
  // Drift said that there is a number, and not which, or not in a way that we know: the contact has it.
  if (phone === null) return tell(context, stored, conversation, 'look_again');
  const judged = judgePhone(phone, context.behaviour.defaultCountry);
  if (judged.status === 'usable') {
    await conversations.recordPhone(context.pool, stored.orgId, conversation.conversationId, judged);
    return tell(context, stored, conversation, 'phone_given');
  }
  if (conversation.openedBy === stored.eventKey) return tell(context, stored, conversation, 'opened');
  return ignored('not a number that can be texted');
}

async function takeUp(
  { pool, behaviour }: HandlerContext,
  { orgId, eventKey, eventId, occurredAt }: WaitingEvent,
  conversationId: number,
  contactId: number | null,
): Promise<Conversation> {
  const { followUpDelayMs } = behaviour;
  return conversations.takeUp(pool, {
    orgId,
    conversationId,
    contactId,
    eventKey,
    eventId,
    openedAt: occurredAt,
    followUpDelayMs,
  });
}

async function tell(
  context: HandlerContext,
  { id, eventKey, occurredAt }: WaitingEvent,
  conversation: Conversation,
  kind: ConversationEventKind,
): Promise<Settled> {
  if (conversation.state === 'done') return ignored('the conversation has ended');
  const event: ConversationEvent = { key: eventKey, kind, inboxId: id, at: occurredAt.getTime() };
  return (await signalConversation(context, conversation, event))
    ? dispatched
    : ignored('the workflow has ended');
}
