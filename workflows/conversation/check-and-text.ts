import { ActivityFailure, condition, isCancellation, patched, TimeoutFailure } from '@temporalio/workflow';
import type { ChatConversation, Held } from '../../src/contracts/activity-results.js';
import { SOON_MS } from '../../src/contracts/limits.js';
import { begun } from '../shared/calls.js';
import type { ConversationContext } from './context.js';
import { isText, type ConversationEvent } from '../../src/contracts/messages.js';
import type { Reason } from '../../src/contracts/reasons.js';
import { settle } from '../shared/settle.js';
import { absorb, heldBy, nextStep, notHeld, whyLate, type WaitingState } from './state.js';

/** The text went out, or may have (`send_ambiguous`), so the visitor's answers must be relayed. */
export interface Bridged {
  readonly bridge: true;
  readonly reason: 'send_ambiguous' | null;
  /** The conversation from which this text took over the phone pair's session. */
  readonly tookOver: number | undefined;
}

/** How the wait for the follow-up ended. */
export type WaitOutcome =
  Bridged | { readonly bridge: false; readonly reason: Reason; readonly code: string | null };

/** Checks the chat in Drift once more, then texts. Returns the state to continue with if something prevents the text for now. */
export async function checkAndText(
  context: ConversationContext,
  before: WaitingState,
  noLaterThan: number,
  attempts: { count: number },
): Promise<WaitOutcome | WaitingState> {
  const { input, conversation, events, calls } = context;
  const end = (reason: Reason, code: string | null = null): WaitOutcome => ({ bridge: false, reason, code });
  // Before, asking for the chat booked the slot as well, and was answered with null while the text had to wait for it.
  if (patched('book-before-asking')) {
    const turn = await bookSlot(context, noLaterThan);
    if (turn === null) return end(whyLate(before));
    if (typeof turn === 'object') {
      if (turn.kind === 'held') return waitWhileHeld(context, before, turn, noLaterThan);
      return end(turn.reason === 'too_late' ? whyLate(before) : turn.reason, turn.code);
    }
    if (turn > SOON_MS) return waitForSlot(context, before, turn);
  }
  const scheduleToCloseTimeout = Math.max(noLaterThan - Date.now(), 1_000);
  try {
    const chat = await calls.ask.fetchConversation.executeWithOptions(
      { summary: 'is the chat still open?', scheduleToCloseTimeout },
      [conversation],
    );
    if (isNull(chat)) {
      const turn = await bookSlot(context, noLaterThan);
      if (turn === null) return end('too_late');
      if (typeof turn === 'number') return await waitForSlot(context, before, turn);
      return turn.kind === 'held'
        ? await waitWhileHeld(context, before, turn, noLaterThan)
        : end(turn.reason, turn.code);
    }
    if (chat.status === 'closed') return end('closed');
    const isAnswered = await calls.ask.findAnswer.executeWithOptions(
      {
        summary: 'did a person answer?',
        scheduleToCloseTimeout,
        priority: begun,
      },
      [conversation],
    );
    if (isAnswered) return end('answered');
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const ranOut = error.cause instanceof TimeoutFailure || error.retryState === 'TIMEOUT';
    return end(ranOut ? 'too_late' : 'vendor_refused');
  }
  const state = absorbAll(context, before, events.take());
  if (nextStep(state, input.settings, Date.now()).do !== 'text') return state;
  return text(context, state, noLaterThan, attempts);
}

/** What histories from before `book-before-asking` hold where the chat was not asked for yet. */
const isNull = (chat: ChatConversation | null): chat is null => chat === null;

/** The text's send slot on its number. */
const bookSlot = ({ conversation, calls }: ConversationContext, noLaterThan: number) =>
  calls.record.turnOfFollowUp.executeWithOptions({ summary: 'when is our number free to send it?' }, [
    { ...conversation, noLaterThan },
  ]);

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
    const first = await calls.followUp.sendFollowUp.executeWithOptions({ summary: 'text the visitor' }, [
      { ...conversation, noLaterThan },
    ]);
    tookOver = first.tookOver;
    if (first.kind === 'quiet') return { ...state, quietUntil: first.until, ...notHeld };
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
    if (isText(event)) events.keep(event);
  }
  return state;
}
