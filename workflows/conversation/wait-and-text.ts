import { ActivityFailure, condition } from '@temporalio/workflow';
import type { PhoneStatus } from '../../src/contracts/activity-results.js';
import type { ConversationInput } from '../../src/contracts/messages.js';
import { isAboutNumber } from '../../src/contracts/number-refusals.js';
import { absorbAll, checkAndText, type WaitOutcome } from './check-and-text.js';
import type { ConversationContext } from './context.js';
import { loseNumber, waitsForAnother } from './lose-number.js';
import { recordEnd, recordOutcome } from './outcome.js';
import type { Reason } from '../../src/contracts/reasons.js';
import { atFirst, nextStep, told, type WaitingState } from './state.js';

/** Waits until the follow-up has gone out or it is certain, and recorded, that none will. */
export async function waitAndText(context: ConversationContext): Promise<WaitOutcome> {
  const { input, events, showing } = context;
  const { settings } = input;
  let state: WaitingState = { ...atFirst(input), ...input.resumed };
  let recorded: Reason | null = null;
  let lookUp = notLookedUp();
  const attempts = { count: 0 };
  let refusals = 0;

  for (;;) {
    const news = events.take();
    state = absorbAll(context, state, news);
    // The look-up under way may have asked too early: ignore its result.
    if (news.some(({ kind }) => kind === 'look_again')) lookUp = notLookedUp();
    if (lookUp.error !== null) throw lookUp.error;
    if (state.phone === 'unknown') state = { ...state, phone: lookUp.phone };
    const step = nextStep(state, settings, Date.now());
    switch (step.do) {
      case 'end': {
        const goesOn = await recordEnd(context, state, step.reason);
        if (goesOn === null) return { bridge: false, reason: step.reason, code: null };
        state = told(state, goesOn);
        break;
      }
      case 'wait': {
        if (!lookUp.isStarted && looksAhead(input)) startLookUp(context, lookUp);
        showing.waiting(step);
        if (step.reason !== null && step.reason !== recorded) {
          recorded = step.reason;
          await recordOutcome(context, 'waiting', step.reason);
          break; // decide again: an event may have arrived meanwhile
        }
        const known = lookUp.phone;
        const { phone } = state;
        const current = lookUp;
        const hasNews = () =>
          !events.isEmpty || current.error !== null || (phone === 'unknown' && current.phone !== known);
        await condition(hasNews, step.until - Date.now(), { summary: `wait for ${step.waitsFor}` });
        break;
      }
      case 'look':
      case 'text': {
        showing.checking();
        const outcome = await checkAndText(context, state, step.noLaterThan, attempts);
        if (waitsForAnother(outcome, refusals)) {
          recorded = outcome.reason;
          state = await loseNumber(context, state, outcome, ++refusals);
          break;
        }
        if (!('bridge' in outcome)) {
          state = outcome;
          break;
        }
        if (outcome.bridge) return outcome;
        const goesOn = await recordEnd(context, state, outcome.reason, outcome.settled);
        if (goesOn === null)
          return refusals > 0 && isAboutNumber(outcome.reason)
            ? { ...outcome, refusals: refusals + 1 }
            : outcome;
        state = told(state, goesOn);
      }
    }
  }
}

/**
 * The first wait looks at the contact while it waits: what the visitor says about texts applies to their number too. Later waits know
 * what the first has found, and look once the text is due.
 */
const looksAhead = ({ wait }: ConversationInput): boolean => wait === undefined || wait.number === 1;

const notLookedUp = (): LookUp => ({ isStarted: false, phone: 'unknown', error: null });

interface LookUp {
  isStarted: boolean;
  phone: PhoneStatus;
  /** A defect; expected failures become a status. */
  error: Error | null;
}

/**
 * Looks up the contact in the background, so that an answer ends the wait even while Drift's API is down. A chat that needs no text,
 * such as one opened by a rep, costs no call.
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
      // Refused for good: the contact has no number for us, but one may still arrive in the chat.
      if (error instanceof ActivityFailure) lookUp.phone = 'none';
      else lookUp.error = error instanceof Error ? error : new Error(String(error));
    }
  };
  lookUp.isStarted = true;
  void run();
}
