import type { ConversationEvent, ConversationEventKind } from '../../contracts/messages.js';
import type { WaitingEvent } from '../../records/inbox/store.js';

/** What a conversation's workflow is told of a stored event: its key, its place and its time, and nothing that anybody said. */
export const conversationEvent = (
  { id, eventKey, occurredAt }: Pick<WaitingEvent, 'id' | 'eventKey' | 'occurredAt'>,
  kind: ConversationEventKind,
  more: Partial<ConversationEvent> = {},
): ConversationEvent => ({ key: eventKey, kind, inboxId: id, at: occurredAt.getTime(), ...more });
