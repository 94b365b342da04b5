import type { NamedEvent } from '../contracts/events.js';
import { storedSources } from '../contracts/stored-names.js';
import type { Conversation, Message } from '../vendors/drift/schemas.js';
import { parseDriftEvent } from '../vendors/drift/webhook-event.js';

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
 * The events that Drift's state of a conversation implies and that never reached us, in the order in which they happened,
 * named as their webhooks would have been: if one comes after all, it is the same event. `key`: names what has no name of
 * its own.
 */
export function missedEvents(
  have: WhatWeHave,
  conversation: Conversation,
  messages: readonly Message[],
  key: string,
): NamedEvent[] {
  const { orgId, conversationId, state } = have;
  const events: NamedEvent[] = [];
  if (state === null) {
    const { contactId, status, createdAt } = conversation as Conversation & { createdAt?: unknown };
    const opened = { id: conversationId, contactId, status, createdAt };
    events.push(parseDriftEvent({ orgId, type: 'new_conversation', data: opened }));
  }
  for (const message of messages) {
    if (have.messageIds.has(message.id) || message.type !== 'chat') continue;
    if (state === 'bridging' && !isOfThread(message, have.threadSince)) continue;
    const said = { ...message, conversationId };
    const named = parseDriftEvent({ orgId, type: 'new_message', data: said });
    if (named.event.kind === 'message') events.push({ ...named, event: { ...named.event, isMissed: true } });
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
  since !== null && createdAt !== null && createdAt !== undefined && createdAt >= since.getTime();
