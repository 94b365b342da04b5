import type { ConversationEvent, ConversationEventKind } from '../../contracts/messages.js';
import type { WaitingEvent } from '../../records/inbox/store.js';

/** The signal for a stored event: its key, inbox row and time, and nothing that anybody wrote. */
export const conversationEvent = (
  { id, eventKey, occurredAt }: Pick<WaitingEvent, 'id' | 'eventKey' | 'occurredAt'>,
  kind: ConversationEventKind,
  more: Partial<ConversationEvent> = {},
): ConversationEvent => ({ key: eventKey, kind, inboxId: id, at: occurredAt.getTime(), ...more });
