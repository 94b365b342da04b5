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
  /** When the newest event happened whose webhook has come. */
  readonly newestAt: Date | null;
  /** The chat is closed, as far as we were told. A webhook of a second close may look like that of the first, and is not told apart. */
  readonly isKnownClosed: boolean;
  /** Drift did not know the conversation when we last asked. */
  readonly isKnownGone: boolean;
  /** Messages that we posted, and the apps that we post as: their webhooks are echoes, which nobody misses. */
  readonly ownPosts: ReadonlySet<string>;
  readonly ownApps: ReadonlySet<string>;
}

/** When Textback began to look; what happened before belongs to the time before it was installed. Null: no such limit. */
export type Since = number | null;

/**
 * The events that the vendor's state of a conversation implies and that never reached us, in the order in which they happened,
 * named as their webhooks would have been: if one comes after all, it is the same event. `key`: names what has no name of
 * its own.
 */
export function missedEvents(
  chat: Pick<ChatClient, 'events'>,
  have: WhatWeHave,
  conversation: Conversation,
  messages: readonly Message[],
  key: string,
  since: Since = null,
): NamedEvent[] {
  const { orgId, conversationId, state } = have;
  const events: NamedEvent[] = [];
  if (state === null) {
    const opened = chat.events.opened(orgId, conversationId, conversation);
    if (isSince(opened.occurredAt, since)) events.push(opened);
  }
  events.push(...missedMessages(chat, have, messages, since));
  const { status } = conversation;
  if (status === 'closed' ? isCloseNews(have, events.length > 0) : isReopeningNews(have)) {
    const event = { kind: 'status_changed', conversationId, status } as const;
    const eventKey = `${key}:${status === 'closed' ? 'closed' : 'open'}`;
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

/** The close of a conversation that we are about to take up is news; that of one that we have nothing of is not. */
function isCloseNews({ state, isKnownClosed, isKnownGone }: WhatWeHave, isMore: boolean): boolean {
  if (isKnownGone) return true;
  if (state === null) return isMore;
  return state === 'waiting' || (state === 'bridging' && !isKnownClosed);
}

/** A thread goes on, and its chat is not closed any more; or a conversation that was thought deleted is there. */
const isReopeningNews = ({ state, isKnownClosed, isKnownGone }: WhatWeHave): boolean =>
  isKnownGone || (state === 'bridging' && isKnownClosed);

/** The messages of a conversation that no webhook has brought and that somebody may miss. */
export function missedMessages(
  { events: named }: Pick<ChatClient, 'events'>,
  have: WhatWeHave,
  messages: readonly Message[],
  since: Since = null,
): NamedEvent[] {
  const { orgId, conversationId, state, messageIds, ownPosts, ownApps, threadSince } = have;
  return messages.flatMap((message) => {
    const { id, kind, appId, createdAt } = message;
    if (messageIds.has(id) || kind !== 'chat' || !isSince(createdAt, since)) return [];
    if (ownPosts.has(id) || (appId !== null && ownApps.has(appId))) return [];
    if (state === 'bridging' && !isOfThread(message, threadSince)) return [];
    const said = named.said(orgId, conversationId, message);
    return said.event.kind === 'message' ? [{ ...said, event: { ...said.event, isMissed: true } }] : [];
  });
}

const isSince = (at: number | null, since: Since): boolean => since === null || (at !== null && at >= since);

const isOfThread = ({ createdAt }: Message, since: Date | null): boolean =>
  since !== null && createdAt !== null && createdAt >= since.getTime();
