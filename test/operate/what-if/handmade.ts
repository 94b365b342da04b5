import type { ConversationEventKind } from '../../../src/contracts/messages.js';
import type { LearnedEvent, RecordedConversation } from '../../../src/operate/what-if/recorded.js';
import type { DecisionSettings } from '../../../src/operate/what-if/simulate.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Noon in New York, in summer. */
export const NOON = Date.UTC(2026, 5, 1, 16);

export const settings: DecisionSettings = {
  followUpDelayMs: 5 * MINUTE,
  followUpMaxAgeMs: HOUR,
  latePhoneWindowMs: 24 * HOUR,
  quietHours: { from: 21 * 60, to: 8 * 60 },
  quietMaxAgeMs: 14 * HOUR,
  defaultTimeZone: 'America/New_York',
  ownNumbers: ['+12025550123'],
};

let events = 0;
/** Something that happened so long after noon. Milliseconds. */
export const after = (ms: number, kind: ConversationEventKind, learnedMs = ms): LearnedEvent => {
  events += 1;
  return {
    learnedAt: NOON + learnedMs,
    event: { key: `key-${events}`, kind, inboxId: events, at: NOON + ms },
  };
};

/** A chat of noon whose visitor has a phone in New York and whom nobody has answered. */
export const chat = (more: Partial<RecordedConversation> = {}): RecordedConversation => ({
  conversationId: 1,
  openedAt: NOON,
  takenUpAt: NOON,
  followUpDelayMs: 5 * MINUTE,
  events: [],
  phoneAtFirst: 'usable',
  phoneAtLast: 'usable',
  phone: '+12125550101',
  timeZone: null,
  visitorName: null,
  consents: [],
  happened: { kind: 'text', body: 'Hello' },
  ...more,
});
