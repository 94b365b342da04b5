import type { ChatMessage } from '../../contracts/events.js';
import { orderOf } from '../../records/inbox/message-order.js';
import type { ConversationEvent, ConversationEventKind } from '../../contracts/messages.js';
import type { WaitingEvent } from '../../records/inbox/store.js';

/** The signal for a stored event: its key, inbox row and time, and nothing that anybody wrote. */
export const conversationEvent = (
  { id, eventKey, occurredAt }: Pick<WaitingEvent, 'id' | 'eventKey' | 'occurredAt'>,
  kind: ConversationEventKind,
  more: Partial<ConversationEvent> = {},
): ConversationEvent => ({ key: eventKey, kind, inboxId: id, at: occurredAt.getTime(), ...more });

/** When a chat message was written, and what came with it, as far as Drift tells. */
export const asWritten = ({ createdAt, messageId, attachments = [] }: ChatMessage) => {
  const order = orderOf(messageId);
  return {
    ...(attachments.length === 0 ? {} : { media: attachments.length }),
    ...(createdAt === null || createdAt === undefined ? {} : { writtenAt: createdAt }),
    ...(order === null ? {} : { order }),
  };
};
