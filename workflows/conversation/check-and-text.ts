import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  patched,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { BookedAhead, ChatConversation, Held, Turn } from '../../src/contracts/activity-results.js';
import { chatNotFound } from '../../src/contracts/stored-names.js';
import { SOON_MS } from '../../src/contracts/limits.js';
import { begun } from '../shared/calls.js';
import type { ConversationContext } from './context.js';
import { isAboutHolder, isText, type ConversationEvent } from '../../src/contracts/messages.js';
import type { Reason } from '../../src/contracts/reasons.js';
import { settle } from '../shared/settle.js';
import type { Settled } from '../../src/contracts/talk.js';
import { absorb, heldBy, nextStep, notHeld, told, whyLate, type WaitingState } from './state.js';

/** The text went out, or may have (`send_ambiguous`), so the visitor's answers must be relayed. */
export interface Bridged {
  readonly bridge: true;
  readonly reason: 'send_ambiguous' | null;
  /** The conversation from which this text took over the phone pair's session. */
  readonly tookOver: number | undefined;
}

/** How the wait for the follow-up ended. */
export type WaitOutcome =
  | Bridged
  | {
      readonly bridge: false;
      readonly reason: Reason;
      readonly code: string | null;
      /** The close that was seen; absent if the state of the wait knows what was seen. */
      readonly settled?: Settled;
      /** How many numbers of this wait were refused, this one included; absent if it is the first or none was. */
      readonly refusals?: number;
    };

/** Checks the chat in Drift once more, then texts. Returns the state to continue with if something prevents the text for now. */
export async function checkAndText(
  context: ConversationContext,
  before: WaitingState,
  noLaterThan: number,
  attempts: { count: number },
): Promise<WaitOutcome | WaitingState> {
  const { input, events } = context;
  const end = (reason: Reason, code: string | null = null): WaitOutcome => ({ bridge: false, reason, code });
  let state = before;
  // Before, asking for the chat booked the slot as well, and was answered with null while the text had to wait for it.
  if (before.talk === undefined ? patched('book-before-asking') : before.phone === 'usable') {
    const booked = await bookSlot(context, before, noLaterThan);
    const turn = isBookedAhead(booked) ? booked.turn : booked;
    if (turn === null) return end(whyLate(before));
    if (isBookedAhead(booked)) {
      state = told(before, booked);
      if (nextStep(state, input.settings, Date.now()).do !== 'text') return state;
    }
    if (typeof turn === 'number' && turn > SOON_MS) return waitForSlot(context, state, turn);
    if (typeof turn === 'object') {
      if (turn.kind === 'held') return waitWhileHeld(context, state, turn, noLaterThan);
      // A number that is gone may have been followed by another: the contact is asked.
      if (before.talk === undefined || turn.reason !== 'no_phone')
        return end(turn.reason === 'too_late' ? whyLate(before) : turn.reason, turn.code);
    }
  }
  let looked: WaitOutcome | WaitingState | null;
  try {
    looked = await lookAtChat(context, state, noLaterThan);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return end(whyNotSeen(error));
  }
  if (looked === null) {
    const turn = await bookSlot(context, before, noLaterThan);
    if (turn === null || isBookedAhead(turn)) return end('too_late');
    if (typeof turn === 'number') return waitForSlot(context, before, turn);
    return turn.kind === 'held'
      ? waitWhileHeld(context, before, turn, noLaterThan)
      : end(turn.reason, turn.code);
  }
  if ('bridge' in looked) return looked;
  state = absorbAll(context, looked, events.take());
  if (nextStep(state, input.settings, Date.now()).do !== 'text') return state;
  return text(context, state, noLaterThan, attempts);
}

const ranOut = (error: ActivityFailure) =>
  error.cause instanceof TimeoutFailure || error.retryState === 'TIMEOUT';

/** Why there is no text where the chat could not be looked at. */
export function whyNotSeen(error: ActivityFailure): 'too_late' | 'chat_gone' | 'vendor_refused' {
  if (ranOut(error)) return 'too_late';
  const isGone = error.cause instanceof ApplicationFailure && error.cause.type === chatNotFound;
  return isGone ? 'chat_gone' : 'vendor_refused';
}

/** Asks Drift whether the chat is still open and unanswered, and for the number that the contact has now. Null: see `isNull`. */
async function lookAtChat(
  context: ConversationContext,
  before: WaitingState,
  noLaterThan: number,
): Promise<WaitOutcome | WaitingState | null> {
  const { input, conversation, calls } = context;
  const scheduleToCloseTimeout = Math.max(noLaterThan - Date.now(), 1_000);
  const chat = await calls.ask.fetchConversation.executeWithOptions(
    { summary: 'is the chat still open?', scheduleToCloseTimeout },
    [conversation],
  );
  if (isNull(chat)) return null;
  if (chat.status === 'closed') {
    const settled = { at: chat.seenAt ?? Date.now(), order: null, by: 'closed' } as const;
    return { bridge: false, reason: 'closed', code: null, settled };
  }
  let state = before;
  if (before.talk !== undefined) {
    state = await lookAtContact(context, before, scheduleToCloseTimeout);
    if (nextStep(state, input.settings, Date.now()).do !== 'text') return state;
  }
  const answer = await calls.ask.findAnswer.executeWithOptions(
    {
      summary: 'did a person answer?',
      scheduleToCloseTimeout,
      priority: begun,
    },
    [before.talk === undefined ? conversation : { ...conversation, since: 'this_wait' }],
  );
  if (typeof answer === 'boolean') return answer ? { bridge: false, reason: 'answered', code: null } : state;
  return told(state, answer);
}

/** A number may have come, gone or changed without an event, and two contacts may have become one. */
async function lookAtContact(
  { conversation, calls }: ConversationContext,
  before: WaitingState,
  scheduleToCloseTimeout: number,
): Promise<WaitingState> {
  try {
    const phone = await calls.ask.lookUpContact.executeWithOptions(
      { summary: "has the visitor's phone number changed?", scheduleToCloseTimeout, priority: begun },
      [{ ...conversation, unlessGiven: true }],
    );
    return { ...before, phone, mustLook: false };
  } catch (error) {
    if (!(error instanceof ActivityFailure) || ranOut(error)) throw error;
    // Refused for good: a number that is known already is all there is.
    return { ...before, phone: before.phone === 'usable' ? 'usable' : 'none', mustLook: false };
  }
}

/** What histories from before `book-before-asking` hold where the chat was not asked for yet. */
const isNull = (chat: ChatConversation | null): chat is null => chat === null;

/** The text's send slot on its number. */
const bookSlot = (
  { input, conversation, calls }: ConversationContext,
  { talk, openedAt }: WaitingState,
  noLaterThan: number,
) => {
  const { followUpDelayMs } = input.settings;
  const asks = talk === undefined ? {} : { askedAt: openedAt, followUpDelayMs };
  return calls.record.turnOfFollowUp.executeWithOptions({ summary: 'when is our number free to send it?' }, [
    { ...conversation, noLaterThan, ...asks },
  ]);
};

const isBookedAhead = (booked: Turn | BookedAhead): booked is BookedAhead =>
  typeof booked === 'object' && booked !== null && 'turn' in booked;

/** The number is busy with texts booked earlier. Returns when this text's slot begins, or when an event arrives. */
async function waitForSlot(
  { events, showing }: ConversationContext,
  before: WaitingState,
  inMs: number,
): Promise<WaitingState> {
  showing.waitingForSlot(Date.now() + inMs);
  await condition(() => !events.isEmpty, Math.max(inMs, 250), { summary: 'wait until our number is free' });
  return { ...before, ...notHeld };
}

/** Texts are paused. Returns when it is time to ask again, or when an event arrives, such as the one that wakes it. */
async function waitWhileHeld(
  { events }: ConversationContext,
  before: WaitingState,
  { why, askAgainInMs }: Held,
  noLaterThan: number,
): Promise<WaitingState> {
  await condition(() => !events.isEmpty, Math.max(Math.min(askAgainInMs, noLaterThan - Date.now()), 1_000), {
    summary: `not sent (${why}): wait, then try again`,
  });
  return { ...before, ...heldBy(why) };
}

/** Makes one attempt at the text and follows it until its result is known. */
async function text(
  { conversation, events, calls, showing }: ConversationContext,
  state: WaitingState,
  noLaterThan: number,
  attempts: { count: number },
): Promise<WaitOutcome | WaitingState> {
  let tookOver: number | undefined;
  try {
    const asks = state.talk === undefined ? {} : { askedAt: state.openedAt };
    const first = await calls.followUp.sendFollowUp.executeWithOptions({ summary: 'text the visitor' }, [
      { ...conversation, noLaterThan, ...asks },
    ]);
    tookOver = first.tookOver;
    if (first.kind === 'quiet') return { ...state, quietUntil: first.until, ...notHeld };
    if (first.kind === 'not_sent' && first.why === 'asked_again') return state;
    if (first.kind === 'not_sent') {
      const held = heldBy(first.why);
      const isHeld = held.isPaused || held.isBudgetSpent;
      const isQueued = isHeld || first.why === 'sender_rate'; // nothing has failed: the text only waits for its slot
      if (!isQueued) attempts.count += 1;
      const pause = isQueued ? 0 : Math.min(1_000 * 2 ** attempts.count, 60_000);
      const asked = Math.max(first.tryAgainInMs ?? 0, pause);
      if (first.why === 'sender_rate') showing.waitingForSlot(Date.now() + asked);
      const wait = isHeld ? Math.max(Math.min(asked, noLaterThan - Date.now()), 1_000) : asked;
      await condition(() => !events.isEmpty, wait, {
        summary: `not sent (${first.why}): wait, then try again`,
      });
      return { ...state, ...held };
    }
    const result = await settle(conversation, first, {
      // If Twilio cannot be reached, an operator has to decide. The bridge begins, since the text may be out.
      reconcile: (ref) =>
        calls.followUp.reconcileText.executeWithOptions({ scheduleToCloseTimeout: '1h' }, [ref]),
      isSettled: (ledgerId) => events.isSettled(ledgerId),
    });
    switch (result.kind) {
      case 'accepted':
        return { bridge: true, reason: null, tookOver };
      case 'absent': // it did not go out: repeat all checks before the next attempt
        return { ...state, ...notHeld };
      case 'refused':
        return { bridge: false, reason: result.reason, code: result.code };
      default:
        return { bridge: true, reason: 'send_ambiguous', tookOver };
    }
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return { bridge: true, reason: 'send_ambiguous', tookOver };
  }
}

/** Applies the events that matter while the conversation waits, and keeps the others for the bridge. */
export function absorbAll(
  { events }: ConversationContext,
  before: WaitingState,
  news: readonly ConversationEvent[],
): WaitingState {
  let state = before;
  for (const event of news) {
    state = absorb(state, event);
    if (isText(event) || isAboutHolder(event)) events.keep(event);
  }
  return state;
}
