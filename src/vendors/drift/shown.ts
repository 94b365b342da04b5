import { withoutNul } from '../../platform/db/storable-text.js';
import type * as chat from '../chat.js';
import type { ListedConversation } from './conversation-list.js';
import { appIdIn, saidIn } from './said.js';
import { phoneIn } from './webhook-data.js';
import { tagNames, type Contact, type Conversation, type Message } from './schemas.js';

// Drift's shapes as the port's.

export const toConversation = (conversation: Conversation): chat.Conversation => ({
  status: conversation.status,
  contactId: conversation.contactId ?? null,
  participants: conversation.participants,
  tags: tagNames(conversation),
  raw: conversation,
});

export const toListed = (conversation: ListedConversation): chat.ListedConversation => ({
  ...toConversation(conversation),
  id: conversation.id,
  updatedAt: conversation.updatedAt,
});

export function toContact({ attributes }: Contact): chat.Contact {
  const text = (key: string) => {
    const value = attributes[key];
    return typeof value === 'string' && value.trim() !== '' ? withoutNul(value) : null;
  };
  return { name: text('first_name') ?? text('name'), phone: phoneIn(attributes['phone']) ?? null };
}

export const toMessage = (message: Message): chat.Message => ({
  ...saidIn(message),
  id: message.id,
  kind: kindOf(message.type),
  html: message.body ?? null,
  createdAt: message.createdAt ?? null,
  raw: message,
});

function kindOf(type: string): chat.Message['kind'] {
  if (type === 'chat') return 'chat';
  return type === 'private_note' ? 'note' : 'other';
}

export const toPosted = ({ id, attributes }: Message): chat.Posted => ({ id, appId: appIdIn(attributes) });
