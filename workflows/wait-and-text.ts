import { ActivityFailure, condition, TimeoutFailure } from '@temporalio/workflow';
import type { FollowUpResult, PhoneStatus } from '../activities/results.js';
import type { ConversationContext } from './context.js';
import type { Reason } from './reasons.js';
import { settle } from './settle.js';
import { absorb, nextStep, opening, type WaitingState } from './state.js';

/** Runs the waiting part. Resolves with null once the follow-up has gone out, else with the reason why none did. */
export async function waitAndText(context: ConversationContext): Promise<Reason | null> {
  const { input, events, showing, calls } = context;
  const { orgId, conversationId, settings } = input;
  let state = opening(input.openedAt);
  let recorded: Reason | null = null;
  const lookUp: LookUp = { isStarted: false, phone: 'unknown', error: null };

  for (;;) {
    for (const event of events.take()) state = absorb(state, event);
    if (lookUp.error !== null) throw lookUp.error;
    if (state.phone === 'unknown') state = { ...state, phone: lookUp.phone };
    const step = nextStep(state, settings, Date.now());
    switch (step.do) {
      case 'end':
        return step.reason;
      case 'wait': {
        if (!lookUp.isStarted) startLookUp(context, lookUp);
        showing.waiting(step);
        if (step.reason !== null && step.reason !== recorded) {
          recorded = step.reason;
          await calls.record.recordOutcome({ orgId, conversationId, state: 'waiting', reason: step.reason });
          break; // look again: an event may have come meanwhile
        }
        const known = lookUp.phone;
        const news = () =>
          !events.isEmpty || lookUp.error !== null || (state.phone === 'unknown' && lookUp.phone !== known);
        await condition(news, step.until - Date.now(), { summary: `wait for ${step.waitsFor}` });
        break;
      }
      case 'text': {
        showing.checking();
        const outcome = await checkAndText(context, state, step.noLaterThan);
        if ('texted' in outcome) return null;
        if ('reason' in outcome) return outcome.reason;
        state = outcome;
      }
    }
  }
}

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
function startLookUp({ input, calls }: ConversationContext, lookUp: LookUp): void {
  const conversation = { orgId: input.orgId, conversationId: input.conversationId };
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

type Outcome = { readonly texted: true } | { readonly reason: Reason } | WaitingState;

/** Asks Drift once more, then texts. Returns the state to go on with where something stands in the way. */
async function checkAndText(
  context: ConversationContext,
  before: WaitingState,
  noLaterThan: number,
): Promise<Outcome> {
  const { input, events, calls } = context;
  const conversation = { orgId: input.orgId, conversationId: input.conversationId };
  let state = before;
  const inTime = (summary: string) => ({
    summary,
    scheduleToCloseTimeout: Math.max(noLaterThan - Date.now(), 1_000),
  });
  try {
    const { status } = await calls.ask.fetchConversation.executeWithOptions(
      inTime('is the chat still open?'),
      [conversation],
    );
    if (status === 'closed') return { reason: 'closed' };
    // A long chat has many pages of messages, each a call and a heartbeat.
    const pages = {
      ...inTime('has a person answered?'),
      startToCloseTimeout: '5m',
      heartbeatTimeout: '25s',
    } as const;
    if (await calls.ask.findAnswer.executeWithOptions(pages, [conversation])) {
      return { reason: 'answered' };
    }
    for (const event of events.take()) state = absorb(state, event);
    if (nextStep(state, input.settings, Date.now()).do !== 'text') return state;
    const first: FollowUpResult = await calls.text.sendFollowUp.executeWithOptions(
      inTime('text the visitor'),
      [{ ...conversation, noLaterThan }],
    );
    if (first.kind === 'quiet') return { ...state, quietUntil: first.until };
    const result = await settle(conversation, first, {
      reconcile: calls.text.reconcileText,
      sendAgain: calls.text.textAgain,
      isSettled: (ledgerId) => events.isSettled(ledgerId),
    });
    if (result.kind === 'accepted') return { texted: true };
    return { reason: result.kind === 'refused' ? result.reason : 'send_ambiguous' };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return { reason: error.cause instanceof TimeoutFailure ? 'too_late' : 'vendor_refused' };
  }
}
