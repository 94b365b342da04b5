import type { PhoneStatus } from '../../src/contracts/activity-results.js';
import type { ConversationEvent, ConversationSettings } from '../../src/contracts/messages.js';
import type { Reason } from '../../src/contracts/reasons.js';

/** The state of a conversation that has not been texted. Pure data: the decision below reads nothing else. */
export interface WaitingState {
  readonly openedAt: number;
  readonly phone: PhoneStatus;
  /** When a usable number became known: the time of opening, or later. */
  readonly phoneAt: number;
  readonly answered: boolean;
  readonly closed: boolean;
  readonly optedOut: boolean;
  /** End of the quiet hours that delay the text. */
  readonly quietUntil: number | null;
  /** Texts were paused by an operator at the last attempt. */
  readonly isPaused: boolean;
  /** At the last attempt, the first texts that the org may send in an hour were spent. */
  readonly isBudgetSpent: boolean;
}

/** What held the text back at the last attempt, by the answer's word for it. */
export const heldBy = (why: string): Pick<WaitingState, 'isPaused' | 'isBudgetSpent'> => ({
  isPaused: why === 'paused',
  isBudgetSpent: why === 'budget_spent',
});
export const notHeld = heldBy('');

/** Why a text that was wanted has become too late. */
export function whyLate({ isPaused, isBudgetSpent }: WaitingState): Reason {
  if (isPaused) return 'paused';
  return isBudgetSpent ? 'budget_spent' : 'too_late';
}

export const opening = (openedAt: number): WaitingState => ({
  openedAt,
  phone: 'unknown',
  phoneAt: openedAt,
  answered: false,
  closed: false,
  optedOut: false,
  quietUntil: null,
  ...notHeld,
});

/** Applies an event to a waiting conversation. */
export function absorb(state: WaitingState, event: ConversationEvent): WaitingState {
  switch (event.kind) {
    case 'rep_spoke':
      return { ...state, answered: true };
    case 'closed':
      return { ...state, closed: true };
    case 'opted_out':
      return { ...state, optedOut: true };
    case 'opted_in':
      return { ...state, optedOut: false };
    case 'look_again':
      return state.phone === 'usable' ? state : { ...state, phone: 'unknown', phoneAt: event.at };
    case 'phone_given':
      return { ...state, phone: 'usable', phoneAt: event.at };
    default:
      return state;
  }
}

export type Step =
  | { readonly do: 'end'; readonly reason: Reason }
  /** Nothing to do before `until` unless an event arrives. `reason`: why there will be no text if the wait ends without news. */
  | { readonly do: 'wait'; readonly until: number; readonly waitsFor: string; readonly reason: Reason | null }
  /** Time is up and nothing we know of prevents a text: check Drift, then text. After `noLaterThan` it is too late. */
  | { readonly do: 'text'; readonly noLaterThan: number };

const phoneReasons = { none: 'no_phone', invalid: 'invalid_phone', not_textable: 'not_textable' } as const;

/**
 * The next step in a conversation that has not been texted. Pure: the same state, settings and time give the same step, so `what-if`
 * can run recorded conversations through it with other settings.
 */
export function nextStep(state: WaitingState, settings: ConversationSettings, now: number): Step {
  if (state.answered) return { do: 'end', reason: 'answered' };
  if (state.closed) return { do: 'end', reason: 'closed' };
  if (state.optedOut) return { do: 'end', reason: 'opted_out' };
  const dueAt = state.openedAt + settings.followUpDelayMs;
  if (now < dueAt) return { do: 'wait', until: dueAt, waitsFor: 'a person to answer', reason: null };

  const noLaterThan = Math.max(dueAt, state.phoneAt, state.quietUntil ?? 0) + settings.followUpMaxAgeMs;
  if (state.phone === 'unknown') {
    if (now >= noLaterThan) return { do: 'end', reason: 'too_late' };
    return {
      do: 'wait',
      until: noLaterThan,
      waitsFor: "Drift to tell the visitor's phone number",
      reason: null,
    };
  }
  if (state.phone !== 'usable') {
    const reason = phoneReasons[state.phone];
    const until = Math.max(state.openedAt + settings.latePhoneWindowMs, dueAt);
    if (now >= until) return { do: 'end', reason };
    return { do: 'wait', until, waitsFor: 'a phone number that can be texted', reason };
  }
  if (state.quietUntil !== null && now < state.quietUntil) {
    return { do: 'wait', until: state.quietUntil, waitsFor: 'the end of quiet hours', reason: null };
  }
  if (now < noLaterThan) return { do: 'text', noLaterThan };
  return { do: 'end', reason: whyLate(state) };
}
