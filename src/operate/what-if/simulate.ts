import type { ConversationSettings } from '../../contracts/messages.js';
import type { Reason } from '../../contracts/reasons.js';
import { openTalk } from '../../contracts/talk.js';
import { MAX_WAITS } from '../../contracts/waits.js';
import { absorb, nextStep, opening, type WaitingState } from '../../../workflows/conversation/state.js';
import type { ClockRange } from '../../platform/config/formats.js';
import { quietUntilFor } from '../../telephony/quiet-hours.js';
import { isOneOf } from '../../telephony/phone-key.js';
import { byTime } from './learned-events.js';
import type { LearnedEvent, RecordedConversation } from './recorded.js';

/** Settings that the decision depends on. Durations are milliseconds. */
export interface DecisionSettings {
  readonly followUpDelayMs: number;
  readonly followUpMaxAgeMs: number;
  readonly latePhoneWindowMs: number;
  readonly quietHours: ClockRange | null;
  readonly quietMaxAgeMs: number;
  readonly defaultTimeZone: string;
  /** E.164. A visitor who gives one of these numbers is not texted. */
  readonly ownNumbers: readonly string[];
}

export type Simulated =
  /** Milliseconds since the epoch. */
  { readonly kind: 'text'; readonly at: number } | { readonly kind: 'no_text'; readonly reason: Reason };

/**
 * Runs one recorded conversation through the workflow's own decision; the clock jumps from event to event and from wait to
 * wait. It assumes that vendors answer at once, nothing fails and no queue is full. Pure.
 */
export function simulate(conversation: RecordedConversation, settings: DecisionSettings): Simulated {
  const { openedAt, takenUpAt, phoneAtFirst, words = [] } = conversation;
  const events = [...conversation.events, ...words].sort(byTime);
  const forWorkflow: ConversationSettings = { ...settings, sessionIdleMs: 0 };
  const talk = openTalk({ at: openedAt, order: null });
  let state: WaitingState = { ...opening(openedAt), talk, phone: phoneAtFirst };
  let waits = 1;
  let now = Math.max(openedAt, takenUpAt);
  let learned = 0;
  for (;;) {
    for (let next = events[learned]; next && next.learnedAt <= now; next = events[learned]) {
      state = learn(state, next, conversation);
      learned += 1;
    }
    const step = nextStep(state, forWorkflow, now);
    if (step.do === 'end') {
      const next = events[learned];
      const mayWaitAgain = (state.answered || state.closed) && !state.optedOut && waits < MAX_WAITS;
      if (next === undefined || !mayWaitAgain) return { kind: 'no_text', reason: step.reason };
      now = Math.max(now, next.learnedAt);
      state = learn(state, next, conversation);
      learned += 1;
      if (!state.answered && !state.closed) waits += 1;
      continue;
    }
    if (step.do === 'wait') {
      now = Math.min(step.until, events[learned]?.learnedAt ?? Infinity);
      continue;
    }
    const look = lookBeforeText(conversation, settings, now);
    if (typeof look !== 'number') return look;
    state = { ...state, quietUntil: look };
  }
}

function learn(
  state: WaitingState,
  { event }: LearnedEvent,
  { phoneAtLast }: RecordedConversation,
): WaitingState {
  const next = absorb(state, event);
  // The workflow looked up the contact again at that point; assume that it found the phone known now.
  return event.kind === 'look_again' && next.phone === 'unknown' ? { ...next, phone: phoneAtLast } : next;
}

/** Decides about the text once it is due; a number means that quiet hours delay it until then. */
function lookBeforeText(
  { phone, timeZone, consents }: RecordedConversation,
  settings: DecisionSettings,
  now: number,
): Simulated | number {
  if (phone === null) return { kind: 'no_text', reason: 'no_phone' };
  if (isOneOf(settings.ownNumbers, phone)) return { kind: 'no_text', reason: 'invalid_phone' };
  const word = consents.filter(({ at }) => at <= now).at(-1);
  if (word?.status === 'opted_out') return { kind: 'no_text', reason: 'opted_out' };
  const until = quietUntilFor(now, { timeZone, phone }, settings);
  if (until === null) return { kind: 'text', at: now };
  return until - now > settings.quietMaxAgeMs ? { kind: 'no_text', reason: 'quiet_too_long' } : until;
}
