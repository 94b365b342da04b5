import type { AttributeChange } from './store.js';
import { contactShape, conversationShape, messageShape } from './shapes.js';
import type { DriftSwitches } from './switches.js';
import type { Contact, Conversation, ConversationStatus, Message } from './types.js';

/** An event before it is put in the envelope `{orgId, type, token, data}`. */
export interface DriftEvent {
  orgId: number;
  type: string;
  data: Record<string, unknown>;
}

/** The opening of a visitor's chat; nothing when the switch says so. */
export function startEvents(conversation: Conversation, switches: DriftSwitches): DriftEvent[] {
  if (switches.startEvent === 'none') return [];
  const { contactId, ...rest } = conversationShape(conversation, switches);
  const data = switches.newConversationHasContactId ? { contactId, ...rest } : rest;
  const { orgId } = conversation;
  if (switches.startEvent === 'new_conversation') return [{ orgId, type: 'new_conversation', data }];
  const ids = { conversationId: conversation.id, contactId: conversation.contactId };
  return [{ orgId, type: 'conversation_started', data: { ...data, ...ids } }];
}

/** `new_message`, and `new_command_message` beside it for a body that starts with a slash. */
export function messageEvents(message: Message, switches: DriftSwitches): DriftEvent[] {
  const { orgId } = message;
  const data = messageShape(message, switches);
  const events: DriftEvent[] = [{ orgId, type: 'new_message', data }];
  const command = /^\s*(<p>)?\//.test(message.body ?? '');
  return command ? [...events, { orgId, type: 'new_command_message', data }] : events;
}

export function contactUpdatedEvent(
  contact: Contact,
  diff: AttributeChange[],
  timestamp: number,
): DriftEvent {
  const { orgId } = contact;
  return { orgId, type: 'contact_updated', data: { endUserId: contact.id, orgId, timestamp, diff } };
}

export function phoneCapturedEvent(
  conversation: Conversation,
  contact: Contact,
  phone: string,
  shape: DriftSwitches['phoneCapturedShape'],
): DriftEvent {
  const ids = { conversationId: conversation.id, contactId: contact.id };
  const data = {
    author: {
      conversationId: conversation.id,
      authorId: contact.id,
      authorType: 'contact',
      phoneNumber: phone,
    },
    flat: { ...ids, phone },
    contact: { ...contactShape(contact), ...ids },
    ids,
  }[shape];
  return { orgId: conversation.orgId, type: 'phone_captured', data };
}

export function statusEvents(
  conversation: Conversation,
  previous: ConversationStatus,
  switches: DriftSwitches,
): DriftEvent[] {
  const inner = { conversationId: conversation.id, status: conversation.status, previousStatus: previous };
  return switches.statusEvents.map((type) => ({
    orgId: conversation.orgId,
    type,
    // conversation_push is nested twice: the id stands at body.data.data.conversationId.
    data: type === 'conversation_push' ? { type, data: inner } : inner,
  }));
}
