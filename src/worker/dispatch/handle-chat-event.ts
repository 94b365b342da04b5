import type { ConversationEvent, ConversationEventKind } from '../../contracts/messages.js';
import type { ChatMessage } from '../../contracts/events.js';
import { inTransaction } from '../../platform/db/pool.js';
import { recordConsent } from '../../records/consent/consents.js';
import { noteClosed, noteOpen } from '../../records/conversations/chat-state.js';
import * as conversations from '../../records/conversations/conversations.js';
import type { Conversation } from '../../records/conversations/conversations.js';
import { expectNumber, recordPhone } from '../../records/conversations/numbers.js';
import * as waits from '../../records/conversations/waits.js';
import { settleSeen } from '../../records/inbox/held.js';
import { orderOf } from '../../records/inbox/message-order.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { isOneOf, isSamePhone } from '../../telephony/phone-key.js';
import { restoreChat } from './restore-chat.js';
import { asWritten, conversationEvent } from './conversation-event.js';
import type { HandlerContext } from './handler-context.js';
import type { ChatMeaning, TellsPhone, VisitorWrote } from './interpret.js';
import { applied, dispatched, held, heldAs, ignored, type Settled } from './settled.js';
import { signalOpenThread } from './signal-open-thread.js';
import { signalConversation } from './start-conversation.js';
import { isNumberNews, readNumber } from './tell-number.js';

/** Records what a Drift event means, and signals the workflow of its conversation. */
export async function handleChatEvent(
  context: HandlerContext,
  stored: WaitingEvent,
  meaning: ChatMeaning,
): Promise<Settled> {
  const { pool } = context;
  if (meaning.kind === 'foreign') return heldAs('foreign_org');
  // Its conversations cannot be asked for, and its visitors must not be texted from another's numbers.
  if ((await context.servedOrgs.served(stored.orgId)) === 'nobody')
    return held('an org that this installation does not work for');
  switch (meaning.kind) {
    case 'opened': {
      const { conversationId, contactId, isClosed } = meaning;
      const conversation = await open(context, stored, conversationId, contactId);
      if (conversation.contactId === null && contactId !== null)
        await conversations.learn(pool, stored.orgId, conversationId, { contactId });
      if (isClosed) await noteClosed(pool, conversation, stored.occurredAt);
      return signal(context, stored, conversation, isClosed ? 'closed' : 'opened');
    }
    case 'reopened': {
      const conversation = await find(context, stored, meaning.conversationId);
      if (conversation === null) return ignored('not a conversation of ours');
      await noteOpen(pool, conversation, stored.occurredAt);
      return applied('the chat is open');
    }
    case 'closed': {
      const conversation = await find(context, stored, meaning.conversationId);
      if (conversation === null) return ignored('not a conversation of ours');
      await noteClosed(pool, conversation, stored.occurredAt);
      return signal(context, stored, conversation, 'closed');
    }
    case 'answer': {
      const { message } = meaning;
      const conversation = await open(context, stored, message.conversationId, null);
      await noteWritten(context, stored, conversation);
      if (conversation.state === 'bridging') await settleSeen(pool, conversation, stored.occurredAt);
      return signal(context, stored, conversation, 'rep_spoke', asWritten(message));
    }
    case 'for_phone': {
      const { message } = meaning;
      const conversation = await find(context, stored, message.conversationId);
      if (conversation?.state !== 'bridging') return ignored('the visitor was not texted');
      return signal(context, stored, conversation, 'bot_spoke', asWritten(message));
    }
    case 'visitor_wrote': {
      const { conversationId, authorId: contactId, timeZone } = meaning.message;
      const conversation = await open(context, stored, conversationId, contactId);
      await noteWritten(context, stored, conversation);
      const visitorSpokeAt = stored.occurredAt;
      const facts = { contactId, timeZone, visitorSpokeAt };
      // As it is then: a wait that was about to end has ended, or will see these words.
      const known = await conversations.learn(pool, stored.orgId, conversationId, facts);
      return handleVisitorsWords(context, stored, known ?? conversation, meaning);
    }
    case 'phone_in_chat': {
      const conversation = await open(context, stored, meaning.conversationId, meaning.contactId);
      return offerPhone(context, stored, conversation, meaning.phone, 'visitor');
    }
    case 'phone_of_contact': {
      const open = await conversations.findOpenOf(pool, stored.orgId, meaning.contactId);
      if (open.length === 0) return ignored('no conversation of this contact waits or goes on');
      for (const conversation of open)
        await offerPhone(context, stored, conversation, meaning.phone, 'contact');
      return dispatched;
    }
    case 'phone_gone':
      return forgetPhone(context, stored, meaning);
    case 'unreadable':
      return held(meaning.why);
    case 'nothing':
      return ignored(meaning.why);
  }
}

/** What the visitor wrote in the chat may hold a number, or the wish not to be texted. */
async function handleVisitorsWords(
  context: HandlerContext,
  stored: WaitingEvent,
  before: Conversation,
  words: VisitorWrote,
): Promise<Settled> {
  if (words.optsOut) return optOut(context, stored, before, words.numbers.named);
  const next = before.state === 'done' ? await openNextWait(context, stored, words.message) : null;
  const conversation = next ?? before;
  const number = await readNumber(context, stored, conversation, words);
  if (number.kind === 'named') return signal(context, stored, conversation, 'number_named');
  if (number.kind === 'told' && (await isNumberNews(context, stored, conversation, number.e164, 'visitor')))
    return signal(context, stored, conversation, 'phone_given');
  // Drift shows the visitor's words itself: the workflow needs to hear of them only if they open it.
  if (hasOpened(conversation, stored)) return signal(context, stored, conversation, 'opened');
  return applied('the chat shows it');
}

/**
 * A visitor who wants no texts: none go to any chat of this contact from now on, and the contact's own numbers are opted out for everybody.
 * A number that is only named may be anybody's, and so may one on the contact on which another contact was texted: those are not, and the
 * event is held, for an operator to see. One that this visitor typed before is not either, without a word, since the texts of their chats
 * have ended.
 */
async function optOut(
  context: HandlerContext,
  stored: WaitingEvent,
  conversation: Conversation,
  named: readonly string[],
): Promise<Settled> {
  const { pool } = context;
  const { orgId, conversationId, contactId } = conversation;
  const at = stored.occurredAt;
  const known = contactId === null ? [] : await conversations.phonesOfContact(pool, orgId, contactId);
  const own = known.filter(({ isAnothersToo }) => !isAnothersToo).map(({ phone }) => phone);
  const word = { status: 'opted_out', means: 'chat', messageSid: stored.eventKey } as const;
  for (const phone of own) await recordConsent(pool, { orgId, phone, at, ...word });
  // Their number may turn up later only, in this chat or in another one.
  await conversations.learn(pool, orgId, conversationId, { contactId, optedOutAt: at });
  const settled = await signal(context, stored, conversation, 'opted_out', { how: 'chat' });
  if (named.some((phone) => !isOneOf(own, phone)))
    return held('the visitor named a number that is not known to be theirs: it is not opted out');
  return own.length < known.length
    ? held("another contact was texted on the contact's number too: it is not opted out for that contact")
    : settled;
}

/** Null where the words open no further wait: they are answered, or it is not for them to begin one. */
const openNextWait = async (
  { pool, settings }: HandlerContext,
  { orgId, eventKey, eventId, occurredAt }: WaitingEvent,
  { conversationId, createdAt, messageId }: ChatMessage,
): Promise<Conversation | null> => {
  const { followUpDelayMs } = (await settings.conversation({ orgId, conversationId })).behaviour;
  const moment = { at: createdAt ?? occurredAt.getTime(), order: orderOf(messageId) };
  const words = { orgId, conversationId, eventKey, eventId, moment, occurredAt, followUpDelayMs };
  return inTransaction(pool, (client) => waits.openNextWait(client, words));
};

const hasOpened = ({ openedBy, askedBy }: Conversation, { eventKey }: WaitingEvent): boolean =>
  (askedBy ?? openedBy) === eventKey;

async function offerPhone(
  context: HandlerContext,
  stored: WaitingEvent,
  conversation: Conversation,
  phone: TellsPhone,
  by: 'visitor' | 'contact',
): Promise<Settled> {
  if (phone.kind === 'look_up') {
    await expectNumber(context.pool, conversation, stored.occurredAt);
    return signal(context, stored, conversation, 'look_again');
  }
  if (phone.kind === 'usable') {
    if (await isNumberNews(context, stored, conversation, phone.e164, by))
      return signal(context, stored, conversation, 'phone_given');
    if (!hasOpened(conversation, stored)) return applied('the number changes nothing');
  }
  if (hasOpened(conversation, stored)) return signal(context, stored, conversation, 'opened');
  return ignored('not a number that can be texted');
}

/** Each chat of the contact that waits with this number has none now, and looks for another. One that the visitor gave meanwhile stays. */
async function forgetPhone(
  context: HandlerContext,
  stored: WaitingEvent,
  { contactId, before, now }: Extract<ChatMeaning, { kind: 'phone_gone' }>,
): Promise<Settled> {
  const open = await conversations.findOpenOf(context.pool, stored.orgId, contactId);
  const withIt = open.filter(
    ({ state, phone }) =>
      state === 'waiting' && (before === null || phone === null || isSamePhone(phone, before)),
  );
  if (withIt.length === 0) return ignored('no conversation of this contact waits with that number');
  for (const conversation of withIt) {
    await recordPhone(context.pool, stored.orgId, conversation.conversationId, now, {
      by: 'contact',
      at: stored.occurredAt,
    });
    await signal(context, stored, conversation, 'look_again');
  }
  return dispatched;
}

/** Drift opens a closed chat in which the visitor writes; a person who writes there has it before them. */
async function noteWritten(
  { pool }: HandlerContext,
  { occurredAt }: WaitingEvent,
  conversation: Conversation,
): Promise<void> {
  if (conversation.chatClosedAt !== null) await noteOpen(pool, conversation, occurredAt);
}

async function find(
  context: HandlerContext,
  stored: WaitingEvent,
  conversationId: number,
): Promise<Conversation | null> {
  const found = await conversations.findConversation(context.pool, stored.orgId, conversationId);
  return found && restoreChat(context, stored, found);
}

async function open(
  context: HandlerContext,
  stored: WaitingEvent,
  conversationId: number,
  contactId: number | null,
): Promise<Conversation> {
  const { pool, settings } = context;
  const { orgId, eventKey, eventId, occurredAt: openedAt } = stored;
  const { behaviour, version: settingsVersion } = await settings.org(orgId);
  const { followUpDelayMs, visitorTexts } = behaviour;
  const opening = {
    orgId,
    conversationId,
    contactId,
    eventKey,
    eventId,
    openedAt,
    followUpDelayMs,
    visitorTexts,
    settingsVersion,
  };
  return restoreChat(context, stored, await conversations.openConversation(pool, opening));
}

async function signal(
  context: HandlerContext,
  stored: WaitingEvent,
  conversation: Conversation,
  kind: ConversationEventKind,
  more: Partial<ConversationEvent> = {},
): Promise<Settled> {
  if (conversation.state === 'done') return ignored('the conversation has ended');
  const event = conversationEvent(stored, kind, more);
  const delivered =
    conversation.state === 'bridging'
      ? await signalOpenThread(context, stored, conversation, event)
      : await signalConversation(context, conversation, event);
  return delivered ? dispatched : ignored('the workflow has ended');
}
