import type { DriftSwitches } from './switches.js';
import type { Contact, Conversation, Message } from './types.js';

/** A conversation as `GET /conversations/{id}` and webhooks show it. */
export function conversationShape(
  conversation: Conversation,
  switches: DriftSwitches,
): Record<string, unknown> {
  const { participants, relatedPlaybookId, ...rest } = conversation;
  return {
    ...rest,
    ...(switches.conversationHasParticipants ? { participants } : {}),
    ...(switches.relatedPlaybookId === 'null' || relatedPlaybookId !== null ? { relatedPlaybookId } : {}),
  };
}

/** An item of the list holds less than the conversation itself (Drift docs, list conversations). */
export function conversationListItem(conversation: Conversation): Record<string, unknown> {
  const { id, status, contactId, inboxId, createdAt, updatedAt } = conversation;
  return { id, status, contactId, inboxId, createdAt, updatedAt };
}

export function messageShape(message: Message, switches: DriftSwitches): Record<string, unknown> {
  const { author } = message;
  const bare = author.type === 'contact' && !switches.contactAuthorHasBot;
  return {
    ...message,
    id: switches.messageIdsAsStrings ? String(message.id) : message.id,
    author: bare ? { id: author.id, type: author.type } : author,
  };
}

export function contactShape({ id, createdAt, attributes }: Contact): Record<string, unknown> {
  return { id, createdAt, attributes };
}
