import type { PhoneStatus, TalkSeen } from '../../src/contracts/activity-results.js';
import type {
  ConversationEvent,
  ConversationInput,
  ConversationSettings,
} from '../../src/contracts/messages.js';
import type { Reason } from '../../src/contracts/reasons.js';
import {
  hear,
  isLater,
  openTalk,
  unanswered,
  type Moment,
  type Talk,
  type Words,
} from '../../src/contracts/talk.js';

/** The state of a conversation that has not been texted. Pure data: the decision below reads nothing else. */
export interface WaitingState {
  /** When the wait began, by the visitor's first unanswered words as far as they are known. */
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
  /** Absent in conversations that began when whatever a person wrote counted as an answer. */
  readonly talk?: Talk;
  /** When an operator asked for the text again: whatever was said earlier, the wait runs from here. */
  readonly redoneAt?: number;
  /** The contact has to be looked at (again) once the text is due: a number may have come, gone or changed without an event. */
  readonly mustLook?: boolean;
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

/** The state in which a workflow begins to wait. */
export function atFirst({ openedAt, wait }: Pick<ConversationInput, 'openedAt' | 'wait'>): WaitingState {
  const state = opening(openedAt);
  if (wait === undefined) return state;
  const { askedAt, after } = wait;
  const talk = openTalk({ at: askedAt, order: null }, after);
  return { ...state, talk, mustLook: true, ...(openedAt > askedAt ? { redoneAt: openedAt } : {}) };
}

/** What was said, as it is known now, decides whether the visitor waits, and since when. */
export function withTalk(state: WaitingState, talk: Talk): WaitingState {
  const asked = unanswered(talk);
  const settledBy = asked === null ? talk.settled?.by : undefined;
  return {
    ...state,
    talk,
    openedAt: asked === null || isSame(asked, talk.opened) ? state.openedAt : since(state, asked),
    answered: settledBy === 'answer',
    closed: settledBy === 'closed',
  };
}

function since({ openedAt, redoneAt = 0 }: WaitingState, asked: Words): number {
  return Math.max(isLater(asked, openedAt) ? asked.since : Math.min(openedAt, asked.since), redoneAt);
}

/** What one of the places that know what was said says of it. */
export function told(state: WaitingState, { asked, settled }: TalkSeen): WaitingState {
  if (state.talk === undefined) return state;
  const heard = settled === null ? state.talk : hear(state.talk, { is: 'settled', ...settled });
  const isWords = asked !== null && !isSame(asked, heard.opened);
  return withTalk(state, isWords ? hear(heard, { is: 'words', ...asked }) : heard);
}

const isSame = (one: Moment, other: Moment) => one.at === other.at && one.order === other.order;

/** Applies an event to a waiting conversation. */
export function absorb(state: WaitingState, event: ConversationEvent): WaitingState {
  const { talk } = state;
  const at = { at: event.writtenAt ?? event.at, order: event.order ?? null };
  switch (event.kind) {
    case 'rep_spoke':
      if (talk === undefined) return { ...state, answered: true };
      return withTalk(state, hear(talk, { is: 'settled', by: 'answer', ...at }));
    case 'closed':
      if (talk === undefined) return { ...state, closed: true };
      return withTalk(state, hear(talk, { is: 'settled', by: 'closed', inboxId: event.inboxId, ...at }));
    case 'visitor_wrote':
      return withWords(state, event);
    case 'opted_out':
      // It was not the visitor who said it: they may still give another number.
      return event.how === 'wrong_number' ? { ...state, phone: 'none' } : { ...state, optedOut: true };
    case 'opted_in':
      return { ...state, optedOut: false };
    case 'look_again':
      if (state.phone === 'usable') return state;
      return {
        ...state,
        phone: 'unknown',
        phoneAt: event.at,
        ...(talk === undefined ? {} : { mustLook: true }),
      };
    case 'phone_given':
      return { ...state, phone: 'usable', phoneAt: event.at };
    default:
      return state;
  }
}

function withWords(state: WaitingState, event: ConversationEvent): WaitingState {
  const { at, writtenAt = at, order = null, isThanks = false } = event;
  if (state.talk === undefined) return state;
  const words = { is: 'words', at: writtenAt, order, since: Math.min(at, writtenAt), isThanks } as const;
  return withTalk(state, hear(state.talk, words));
}

export type Step =
  | { readonly do: 'end'; readonly reason: Reason }
  /** Nothing to do before `until` unless an event arrives. `reason`: why there will be no text if the wait ends without news. */
  | { readonly do: 'wait'; readonly until: number; readonly waitsFor: string; readonly reason: Reason | null }
  /**
   * Time is up and nothing we know of prevents a text: check Drift, then text. After `noLaterThan` it is too late. `look`: no usable
   * number is known, but the contact has not been looked at since.
   */
  | { readonly do: 'text' | 'look'; readonly noLaterThan: number };

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
  if (state.phone !== 'usable' && state.mustLook === true && now < noLaterThan)
    return { do: 'look', noLaterThan };
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
