import { ActivityFailure, condition, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { PhoneStatus } from '../activities/results.js';
import type { ConversationContext } from './context.js';
import type { ConversationEvent } from './messages.js';
import { recordOutcome } from './outcome.js';
import type { Reason } from './reasons.js';
import { settle } from './settle.js';
import { absorb, isText, nextStep, opening, type WaitingState } from './state.js';

/** The text went out, or may have (`send_ambiguous`): what the visitor answers has to be carried. */
export interface Bridged {
  readonly bridge: true;
  readonly reason: 'send_ambiguous' | null;
  /** The conversation whose number the text took. */
  readonly tookOver: number | undefined;
}

/** How the waiting part ended. */
export type WaitOutcome =
  Bridged | { readonly bridge: false; readonly reason: Reason; readonly code: string | null };

/** Runs the waiting part, until the follow-up has gone out or it is sure that none will. */
export async function waitAndText(context: ConversationContext): Promise<WaitOutcome> {
  const { input, events, showing } = context;
  const { settings } = input;
  let state = opening(input.openedAt);
  let recorded: Reason | null = null;
  let lookUp = notLookedUp();
  const attempts = { count: 0 };

  for (;;) {
    const news = events.take();
    state = absorbAll(context, state, news);
    // The look-up at work may have asked too early: what it finds is of no interest any more.
    if (news.some(({ kind }) => kind === 'look_again')) lookUp = notLookedUp();
    if (lookUp.error !== null) throw lookUp.error;
    if (state.phone === 'unknown') state = { ...state, phone: lookUp.phone };
    const step = nextStep(state, settings, Date.now());
    switch (step.do) {
      case 'end':
        return { bridge: false, reason: step.reason, code: null };
      case 'wait': {
        if (!lookUp.isStarted) startLookUp(context, lookUp);
        showing.waiting(step);
        if (step.reason !== null && step.reason !== recorded) {
          recorded = step.reason;
          await recordOutcome(context, 'waiting', step.reason);
          break; // look again: an event may have come meanwhile
        }
        const known = lookUp.phone;
        const { phone } = state;
        const current = lookUp;
        const hasNews = () =>
          !events.isEmpty || current.error !== null || (phone === 'unknown' && current.phone !== known);
        await condition(hasNews, step.until - Date.now(), { summary: `wait for ${step.waitsFor}` });
        break;
      }
      case 'text': {
        showing.checking();
        const outcome = await checkAndText(context, state, step.noLaterThan, attempts);
        if ('bridge' in outcome) return outcome;
        state = outcome;
      }
    }
  }
}

/** Lets events count that matter while the conversation waits, and sets those aside that belong to the bridge. */
function absorbAll(
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

const notLookedUp = (): LookUp => ({ isStarted: false, phone: 'unknown', error: null });

interface LookUp {
  isStarted: boolean;
  phone: PhoneStatus;
  /** A defect; expected failures have become a status. */
  error: Error | null;
}

/**
 * Looks the contact up beside the wait, so that an answer ends the wait also while Drift's API is down. A chat that needs
 * no text, as one that a rep opened, costs no call.
 */
function startLookUp({ input, conversation, calls }: ConversationContext, lookUp: LookUp): void {
  const run = async () => {
    try {
      if (input.contactId === null) {
        await calls.ask.fetchConversation.executeWithOptions({ summary: 'whose chat is it?' }, [
          conversation,
        ]);
      }
      lookUp.phone = await calls.ask.lookUpContact.executeWithOptions(
        { summary: "look up the visitor's phone number" },
        [conversation],
      );
    } catch (error) {
      // Refused for good: there is no number to be had this way; one may still come in the chat.
      if (error instanceof ActivityFailure) lookUp.phone = 'none';
      else lookUp.error = error instanceof Error ? error : new Error(String(error));
    }
  };
  lookUp.isStarted = true;
  void run();
}

/** Asks Drift once more, then texts. Returns the state to go on with where something stands in the way for now. */
async function checkAndText(
  context: ConversationContext,
  before: WaitingState,
  noLaterThan: number,
  attempts: { count: number },
): Promise<WaitOutcome | WaitingState> {
  const { input, conversation, events, calls } = context;
  const end = (reason: Reason, code: string | null = null): WaitOutcome => ({ bridge: false, reason, code });
  const scheduleToCloseTimeout = Math.max(noLaterThan - Date.now(), 1_000);
  try {
    const { status } = await calls.ask.fetchConversation.executeWithOptions(
      { summary: 'is the chat still open?', scheduleToCloseTimeout },
      [conversation],
    );
    if (status === 'closed') return end('closed');
    // A long chat has many pages of messages, each a call and a heartbeat.
    const isAnswered = await calls.ask.findAnswer.executeWithOptions(
      {
        summary: 'has a person answered?',
        scheduleToCloseTimeout,
        startToCloseTimeout: '5m',
        heartbeatTimeout: '25s',
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

/** One try at the text, followed until it is known what became of it. */
async function text(
  { conversation, events, calls }: ConversationContext,
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
    if (first.kind === 'quiet') return { ...state, quietUntil: first.until, isPaused: false };
    if (first.kind === 'not_sent') {
      const isPaused = first.why === 'paused';
      const isQueued = isPaused || first.why === 'sender_rate'; // its turn is known, and nothing has failed
      if (!isQueued) attempts.count += 1;
      const pause = isQueued ? 0 : Math.min(1_000 * 2 ** attempts.count, 60_000);
      const asked = Math.max(first.tryAgainInMs ?? 0, pause);
      const wait = isPaused ? Math.max(Math.min(asked, noLaterThan - Date.now()), 1_000) : asked;
      await condition(() => !events.isEmpty, wait, {
        summary: `not sent (${first.why}): wait, then look again`,
      });
      return { ...state, isPaused };
    }
    const result = await settle(conversation, first, {
      // Where the vendor cannot even be asked, an operator has to look, and the bridge begins: the text may be out.
      reconcile: (ref) =>
        calls.followUp.reconcileText.executeWithOptions({ scheduleToCloseTimeout: '1h' }, [ref]),
      isSettled: (ledgerId) => events.isSettled(ledgerId),
    });
    switch (result.kind) {
      case 'accepted':
        return { bridge: true, reason: null, tookOver };
      case 'absent': // not out after all: everything is asked anew before it is sent again
        return { ...state, isPaused: false };
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
