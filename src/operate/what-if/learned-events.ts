import type { CountryCode } from 'libphonenumber-js/max';
import type { ConversationEvent, ConversationEventKind } from '../../contracts/messages.js';
import type { ChatMessage, Event } from '../../contracts/events.js';
import { isThanks } from '../../records/inbox/is-thanks.js';
import { orderOf } from '../../records/inbox/message-order.js';
import { judgePhone } from '../../telephony/phone.js';
import { phoneGiven } from '../../texting/given-number/phone-given.js';
import { readMessage } from '../../texting/read-message.js';
import type { LearnedEvent } from './recorded.js';

/** An event as stored in the inbox. Times are milliseconds since the epoch. */
export interface StoredEvent {
  readonly id: number;
  readonly eventKey: string;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly event: Event;
}

/**
 * The events that the dispatcher would signal to the workflow of a waiting conversation, in the order in which they take
 * effect.
 */
export function learnedEvents(stored: readonly StoredEvent[], country: CountryCode): LearnedEvent[] {
  return stored
    .flatMap((one, i) => {
      const kind = kindOf(one.event, stored.slice(0, i), country);
      if (kind === null) return [];
      // Textback asks Drift before a text, so these events count from when they occurred, however late their webhooks come.
      const learnedAt = kind === 'rep_spoke' || kind === 'closed' ? one.occurredAt : one.receivedAt;
      return [{ learnedAt, event: signalOf(one, kind) }];
    })
    .sort(byTime);
}

/** What the visitor wrote in the chat, which no workflow is told: when its text is due, it reads this from the inbox. */
export function writtenWords(stored: readonly StoredEvent[]): LearnedEvent[] {
  return stored
    .filter(({ event }) => event.kind === 'message' && event.author === 'visitor' && event.type === 'chat')
    .map((one) => ({ learnedAt: one.occurredAt, event: signalOf(one, 'visitor_wrote') }))
    .sort(byTime);
}

/** In the order in which they take effect. */
export const byTime = (a: LearnedEvent, b: LearnedEvent): number =>
  a.learnedAt - b.learnedAt || a.event.inboxId - b.event.inboxId;

const signalOf = (one: StoredEvent, kind: ConversationEventKind): ConversationEvent => ({
  key: one.eventKey,
  kind,
  inboxId: one.id,
  at: one.occurredAt,
  ...(one.event.kind === 'message' ? asWritten(one.event) : {}),
});

/** When a message was written, and whether it is thanks, as the talk needs it. */
const asWritten = ({ createdAt, messageId, author, html }: ChatMessage) => {
  const order = orderOf(messageId);
  return {
    ...(typeof createdAt === 'number' ? { writtenAt: createdAt } : {}),
    ...(order === null ? {} : { order }),
    ...(author === 'visitor' && isThanks(html) ? ({ isThanks: true } as const) : {}),
  };
};

function kindOf(
  event: Event,
  before: readonly StoredEvent[],
  country: CountryCode,
): ConversationEventKind | null {
  switch (event.kind) {
    case 'conversation_opened':
    case 'status_changed':
      return event.status === 'closed' ? 'closed' : null;
    case 'message':
      return kindOfMessage(event, before, country);
    case 'phone_captured':
      return event.phone === null ? 'look_again' : givenBy(event.phone, country);
    case 'contact_updated':
      if (event.phoneRemoved === true) return 'look_again';
      return event.phone === null ? null : givenBy(event.phone, country);
    default:
      return null;
  }
}

const givenBy = (written: string, country: CountryCode) =>
  judgePhone(written, country).status === 'usable' ? 'phone_given' : null;

function kindOfMessage(
  message: ChatMessage,
  before: readonly StoredEvent[],
  country: CountryCode,
): ConversationEventKind | null {
  const meaning = readMessage(message, { botMessages: false, defaultCountry: country });
  if (meaning.kind === 'answer') return 'rep_spoke';
  if (meaning.kind !== 'visitor_wrote') return null;
  if (meaning.optsOut) return 'opted_out';
  const said = before.flatMap(({ event }) => (event.kind === 'message' ? [event] : []));
  return phoneGiven(message, meaning.numbers, said) === null ? null : 'phone_given';
}
