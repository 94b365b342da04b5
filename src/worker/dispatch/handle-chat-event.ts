import type { ConversationEvent, ConversationEventKind } from '../../contracts/messages.js';
import { recordConsent } from '../../records/consent/consents.js';
import * as conversations from '../../records/conversations/conversations.js';
import type { Conversation } from '../../records/conversations/conversations.js';
import type { ChatMessage, Event, OperatorEvent, TextReceived, TextStatus } from '../../contracts/events.js';
import { orderOf } from '../../records/inbox/message-order.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { judgePhone } from '../../telephony/phone.js';
import { readMessage, type MessageMeaning } from '../../texting/read-message.js';
import { signalConversation } from './start-conversation.js';
import type { HandlerContext } from './handler-context.js';
import { bringToOpenThread } from './signal-open-thread.js';
import { conversationEvent } from './conversation-event.js';
import { applied, dispatched, held, ignored, type Settled } from './settled.js';

type ChatEvent = Exclude<Event, TextReceived | TextStatus | OperatorEvent>;

/** What a Drift event means for its conversation: take it up, tell its workflow, or nothing. */
export async function handleChatEvent(
  context: HandlerContext,
  stored: WaitingEvent,
  event: ChatEvent,
): Promise<Settled> {
  const served = await context.servedOrg();
  // Its conversations cannot be asked for with our token, and its visitors must not be texted from our numbers.
  if (served !== null && served !== stored.orgId)
    return held('an org that this installation does not work for');
  switch (event.kind) {
    case 'conversation_opened': {
      // A bulk_sent conversation is a greeting that nobody has reacted to: there is no visitor to follow up with.
      if (event.status === 'bulk_sent') return ignored('a greeting that nobody has answered');
      const conversation = await takeUp(context, stored, event.conversationId, event.contactId);
      const { contactId } = event;
      if (conversation.contactId === null && contactId !== null)
        await conversations.learn(context.pool, stored.orgId, event.conversationId, { contactId });
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
  const { conversationId } = event;
  const meaning = readMessage(event, behaviour);
  switch (meaning.kind) {
    case 'answer': {
      const conversation = await takeUp(context, stored, conversationId, null);
      return tell(context, stored, conversation, 'rep_spoke', asWritten(event));
    }
    case 'for_phone': {
      const conversation = await conversations.findConversation(pool, stored.orgId, conversationId);
      return conversation?.state === 'bridging'
        ? tell(context, stored, conversation, 'bot_spoke', asWritten(event))
        : ignored('the visitor was not texted');
    }
    case 'visitor_wrote': {
      const contactId = event.authorId;
      const conversation = await takeUp(context, stored, conversationId, contactId);
      const { timeZone } = event;
      const visitorSpokeAt = stored.occurredAt;
      await conversations.learn(pool, stored.orgId, conversationId, { contactId, timeZone, visitorSpokeAt });
      return handleVisitorsWords(context, stored, conversation, meaning);
    }
    case 'nothing':
      return ignored(meaning.why);
  }
}

const asWritten = ({ createdAt, messageId, attachments = [] }: ChatMessage) => {
  const order = orderOf(messageId);
  return {
    ...(attachments.length === 0 ? {} : { media: attachments.length }),
    ...(createdAt === null || createdAt === undefined ? {} : { writtenAt: createdAt }),
    ...(order === null ? {} : { order }),
  };
};

/** What the visitor wrote in the chat may hold a number, or the wish not to be texted. */
async function handleVisitorsWords(
  context: HandlerContext,
  stored: WaitingEvent,
  conversation: Conversation,
  { optsOut, phone: e164 }: Extract<MessageMeaning, { kind: 'visitor_wrote' }>,
): Promise<Settled> {
  const { pool } = context;
  const { orgId, conversationId, phone } = conversation;
  if (optsOut) {
    const at = stored.occurredAt;
    const { contactId } = conversation;
    const known = contactId === null ? [] : await conversations.phonesOfContact(pool, orgId, contactId);
    const theirs = new Set([phone, e164, ...known]);
    const word = { status: 'opted_out', means: 'chat', messageSid: stored.eventKey } as const;
    for (const number of theirs)
      if (number !== null) await recordConsent(pool, { orgId, phone: number, at, ...word });
    // Their number may turn up later only, in this chat or in another one.
    await conversations.learn(pool, orgId, conversationId, { contactId, optedOutAt: at });
    return tell(context, stored, conversation, 'opted_out', { how: 'chat' });
  }
  // The same number again may be this very event, brought a second time after a hand-over that failed.
  if (e164 !== null && (conversation.phoneStatus !== 'usable' || e164 === phone)) {
    await conversations.recordPhone(pool, orgId, conversationId, { status: 'usable', e164 });
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
  stored: WaitingEvent,
  conversation: Conversation,
  kind: ConversationEventKind,
  more: Partial<ConversationEvent> = {},
): Promise<Settled> {
  if (conversation.state === 'done') return ignored('the conversation has ended');
  const event = conversationEvent(stored, kind, more);
  const bring =
    conversation.state === 'bridging'
      ? bringToOpenThread(context, stored, conversation, event)
      : signalConversation(context, conversation, event);
  return (await bring) ? dispatched : ignored('the workflow has ended');
}
