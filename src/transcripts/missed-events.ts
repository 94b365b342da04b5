import type { NamedEvent } from '../contracts/events.js';
import { storedSources } from '../contracts/stored-names.js';
import type { ChatClient, Conversation, Message } from '../vendors/chat.js';

export interface WhatWeHave {
  readonly orgId: number;
  readonly conversationId: number;
  /** Null: never taken up. */
  readonly state: 'waiting' | 'bridging' | 'done' | null;
  /** When the open thread began: what was written before it does not concern the phone. */
  readonly threadSince: Date | null;
  /** Messages whose webhooks have come. */
  readonly messageIds: ReadonlySet<string>;
}

/**
 * The events that the vendor's state of a conversation implies and that never reached us, in the order in which they happened,
 * named as their webhooks would have been: if one comes after all, it is the same event. `key`: names what has no name of
 * its own.
 */
export function missedEvents(
  { events: named }: Pick<ChatClient, 'events'>,
  have: WhatWeHave,
  conversation: Conversation,
  messages: readonly Message[],
  key: string,
): NamedEvent[] {
  const { orgId, conversationId, state } = have;
  const events: NamedEvent[] = [];
  if (state === null) events.push(named.opened(orgId, conversationId, conversation));
  for (const message of messages) {
    if (have.messageIds.has(message.id) || message.kind !== 'chat') continue;
    if (state === 'bridging' && !isOfThread(message, have.threadSince)) continue;
    const said = named.said(orgId, conversationId, message);
    if (said.event.kind === 'message') events.push({ ...said, event: { ...said.event, isMissed: true } });
  }
  if (conversation.status === 'closed' && state !== 'done') {
    const event = { kind: 'status_changed', conversationId, status: conversation.status } as const;
    const eventKey = `${key}:closed`;
    const type = 'conversation_status_updated';
    events.push({
      source: storedSources.chat,
      orgId,
      type,
      eventKey,
      eventId: eventKey,
      occurredAt: null,
      event,
      raw: {},
    });
  }
  return events;
}

const isOfThread = ({ createdAt }: Message, since: Date | null): boolean =>
  since !== null && createdAt !== null && createdAt >= since.getTime();
