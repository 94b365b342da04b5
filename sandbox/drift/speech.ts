import { ControlError } from '../shared/control.js';
import type { Ledger } from '../shared/ledger.js';
import { messageEvents, startEvents } from './events.js';
import { htmlOfTypedText } from './html.js';
import type { DriftEvent } from './events.js';
import type { DriftOrgs } from './orgs.js';
import type { DriftStore } from './store.js';
import type { DriftSwitches } from './switches.js';
import type { Attributes, Author, Button, Contact, Conversation, Message, MessageType } from './types.js';

/** The part of a simulated Drift that speaking needs. DriftSimulator implements it, and is not imported here. */
export interface SpeechContext {
  readonly store: DriftStore;
  readonly orgs: DriftOrgs;
  readonly ledger: Ledger;
  readonly switches: DriftSwitches;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  addContact(attributes: Attributes, orgId?: number): Contact;
  contact(id: number, orgId?: number): Contact;
  emit(event: DriftEvent): unknown;
}

/** A message written in Drift itself, not through the API. */
export interface SpeechInput {
  author: 'visitor' | 'rep' | 'bot';
  /** Of the conversation; needed where several companies have one of its number. */
  orgId?: number | undefined;
  /** Which rep or bot; the org's first when absent. */
  userId?: number | undefined;
  /** Default `chat`. A visitor can write nothing else. */
  type?: MessageType | undefined;
  /** Typed text; stored as HTML if the switch `htmlBodies` is on. */
  body: string;
  /** Stores the body unchanged. */
  rawBody?: boolean | undefined;
  attributes?: Attributes | undefined;
  context?: Record<string, unknown> | undefined;
  /** Milliseconds since the epoch; now when absent. */
  createdAt?: number | undefined;
  buttons?: Button[] | undefined;
  attachments?: AttachmentInput[] | undefined;
}

/** A file attached to a message. */
export interface AttachmentInput {
  name: string;
  contentType: string;
  /** Base64; a transparent GIF of one pixel when absent. */
  data?: string | undefined;
}

const PIXEL = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

export interface ChatInput {
  orgId?: number | undefined;
  /** An existing contact; else a new one is made of `contact`, which are its attributes. */
  contactId?: number | undefined;
  contact?: Attributes | undefined;
  /** The first message; none when absent, except a bot's greeting. */
  body?: string | undefined;
  /** Default visitor. A bot's chat stays `bulk_sent`, without a start event, until the visitor writes. */
  openedBy?: 'visitor' | 'bot' | undefined;
  context?: Record<string, unknown> | undefined;
  attributes?: Attributes | undefined;
  createdAt?: number | undefined;
}

export function openChat(
  drift: SpeechContext,
  input: ChatInput,
): { conversation: Conversation; contact: Contact; message: Message | null } {
  const contact =
    input.contactId === undefined
      ? drift.addContact(input.contact ?? {}, input.orgId)
      : drift.contact(input.contactId, input.orgId);
  const byBot = input.openedBy === 'bot';
  const createdAt = input.createdAt ?? drift.now();
  const conversation = drift.store.addConversation(contact, {
    status: byBot ? 'bulk_sent' : 'open',
    createdAt,
  });
  drift.ledger.effect('conversation', {
    orgId: conversation.orgId,
    conversationId: conversation.id,
    contactId: contact.id,
    by: byBot ? 'bot' : 'visitor',
  });
  if (!byBot) for (const event of startEvents(conversation, drift.switches)) drift.emit(event);
  const body = input.body ?? (byBot ? 'Hi there! How can we help?' : undefined);
  if (body === undefined) return { conversation, contact, message: null };
  const message = speak(drift, conversation, {
    author: byBot ? 'bot' : 'visitor',
    body,
    context: input.context,
    attributes: input.attributes,
    createdAt,
  });
  return { conversation, contact, message };
}

export function speak(drift: SpeechContext, conversation: Conversation, input: SpeechInput): Message {
  const author = authorOf(drift, conversation, input);
  const type = input.type ?? 'chat';
  if (author.type === 'contact' && type !== 'chat')
    throw new ControlError('a visitor can only write chat messages');
  const before = drift.store.messages(conversation);
  const typed = drift.switches.htmlBodies && input.rawBody !== true;
  const message = drift.store.addMessage(conversation, {
    body: typed ? htmlOfTypedText(input.body) : input.body,
    type,
    author,
    createdAt: input.createdAt ?? drift.now(),
    attributes: { ...preMessages(author, before), ...input.attributes },
    ...(input.buttons ? { buttons: input.buttons } : {}),
    ...(input.context ? { context: input.context } : {}),
    ...(input.attachments
      ? {
          attachments: input.attachments.map(({ name, contentType, data }) =>
            drift.store.addFile(conversation.orgId, {
              fileName: name,
              mimeType: contentType,
              bytes: Buffer.from(data ?? PIXEL, 'base64'),
            }),
          ),
        }
      : {}),
  });
  const asleep = conversation.status === 'closed' || conversation.status === 'bulk_sent';
  if (author.type === 'contact' && asleep) conversation.status = 'open';
  joinIn(conversation, author);
  drift.ledger.effect('message', {
    orgId: conversation.orgId,
    conversationId: conversation.id,
    messageId: message.id,
    type,
    body: message.body,
    by: input.author,
  });
  for (const event of messageEvents(message, drift.switches)) drift.emit(event);
  return message;
}

/** A person who writes takes part in the conversation. */
export function joinIn(conversation: Conversation, author: Author): void {
  if (author.type !== 'user' || author.bot || conversation.participants.includes(author.id)) return;
  conversation.participants.push(author.id);
}

function authorOf(drift: SpeechContext, conversation: Conversation, input: SpeechInput): Author {
  if (input.author === 'visitor') return { id: conversation.contactId, type: 'contact', bot: false };
  const { orgId } = conversation;
  const standIn = input.author === 'bot' ? drift.orgs.playbookBot(orgId) : drift.orgs.rep(orgId);
  const user = input.userId === undefined ? standIn : drift.orgs.user(orgId, input.userId);
  if (!user) throw new ControlError(`org ${orgId} has no user ${String(input.userId)}`);
  return { id: user.id, type: 'user', bot: input.author === 'bot' };
}

/** The visitor's first message carries the bot's earlier messages (Drift docs, message attributes). */
function preMessages(author: Author, before: readonly Message[]): Attributes {
  const first = author.type === 'contact' && before.every((message) => message.author.type !== 'contact');
  if (!first || before.length === 0) return {};
  return {
    preMessages: before.map(({ body, author: speaker, createdAt }) => ({
      body,
      sender: speaker,
      createdAt,
      messageType: 'CHAT',
    })),
  };
}
