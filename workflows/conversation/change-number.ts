import { ActivityFailure, condition, isCancellation } from '@temporalio/workflow';
import type { FollowUpResult, Note, SendResult } from '../../src/contracts/activity-results.js';
import type { ConversationEvent } from '../../src/contracts/messages.js';
import type { Reason } from '../../src/contracts/reasons.js';
import { settle } from '../shared/settle.js';
import { whyNotSeen } from './check-and-text.js';
import type { ConversationContext } from './context.js';
import { giveUp } from './give-up.js';

export interface NumberChange {
  readonly tell: (cause: string, note: Note) => void;
  /** True once yet another number was given: whoever waits need not wait any longer. */
  readonly isOutdated: () => boolean;
  /** How often those that wait were woken, such as by the watch over the hour's budget. */
  readonly timesWoken: () => number;
}

/** So many tries may fail before the rep is told that the text is late. */
const PATIENCE = 3;

/**
 * Texts a number that the visitor gave while the conversation goes on: first a text that says who writes and how to stop it. The thread
 * with the old number was closed when the new one was stored. Ends when the new number has a thread, or cannot have one; the rep is told.
 */
export async function changeNumber(
  context: ConversationContext,
  event: ConversationEvent,
  { tell, ...news }: NumberChange,
): Promise<void> {
  const { conversation, calls } = context;
  if (event.kind === 'look_again') {
    const summary = 'which number has the contact now?';
    await giveUp('a look at the contact', () =>
      calls.ask.lookUpContact.executeWithOptions({ summary, scheduleToCloseTimeout: '1h' }, [conversation]),
    );
  }
  const cause = `new_number:${event.key}`;
  let isWaitTold = false;
  const tellWait = (until: number | null) => {
    if (!isWaitTold) tell(`${cause}:waits`, { about: 'new_number_waits', until });
    isWaitTold = true;
  };
  const result = await giveUp('the text to the new number', () =>
    textNewNumber(context, event, news, tellWait),
  );
  switch (result?.kind) {
    case 'accepted': {
      // once per text, however many events told the number
      tell(`new_number:${result.ledgerId}`, { about: 'new_number', result: 'texted' });
      return;
    }
    case 'refused': {
      tell(cause, { about: 'new_number_refused', reason: result.reason, code: result.code });
      return;
    }
    case 'skipped': // the same number as before
      if (result.why === 'texted_before') tell(cause, { about: 'new_number', result: 'texted_before' });
      return;
    default: {
      tell(cause, { about: 'new_number', result: 'unclear' });
      return;
    }
  }
}

async function textNewNumber(
  context: ConversationContext,
  event: ConversationEvent,
  { isOutdated, timesWoken }: Omit<NumberChange, 'tell'>,
  tellWait: (until: number | null) => void,
): Promise<SendResult> {
  const { conversation, events, calls, input } = context;
  const { followUpMaxAgeMs, latePhoneWindowMs } = input.settings;
  let quietUntil = 0;
  let failures = 0;
  for (;;) {
    const noLaterThan = Math.max(event.at, quietUntil) + followUpMaxAgeMs;
    const reason = await whyClosed(context, noLaterThan);
    if (reason !== null) return { kind: 'refused', reason, code: null };
    const woken = timesWoken();
    const first: FollowUpResult = await calls.followUp.sendFollowUp.executeWithOptions(
      { summary: 'text the new number' },
      [
        {
          ...conversation,
          noLaterThan,
          another: { latePhoneWindowMs, mayBeSame: event.kind === 'look_again' },
        },
      ],
    );
    if (first.kind === 'quiet') {
      quietUntil = first.until;
      tellWait(quietUntil);
      await condition(isOutdated, Math.max(quietUntil - Date.now(), 1_000), {
        summary: 'quiet hours: wait until they end',
      });
    } else if (first.kind === 'not_sent') {
      const isHeld = first.why === 'paused' || first.why === 'budget_spent';
      const isQueued = isHeld || first.why === 'sender_rate';
      if (!isQueued) failures += 1;
      if (isQueued || failures > PATIENCE) tellWait(null);
      const pause = isQueued ? 250 : Math.min(1_000 * 2 ** failures, 60_000);
      const isNews = () => isOutdated() || timesWoken() > woken;
      await condition(isNews, Math.max(first.tryAgainInMs ?? 0, pause), {
        summary: `not sent (${first.why}): wait, then try again`,
      });
    } else {
      const result = await settle(conversation, first, {
        reconcile: (ref) =>
          calls.followUp.reconcileText.executeWithOptions({ scheduleToCloseTimeout: '1h' }, [ref]),
        isSettled: (ledgerId) => events.isSettled(ledgerId),
      });
      if (result.kind !== 'absent') return result; // absent: it did not go out, so everything is checked again
    }
  }
}

/** Why no text goes out, by what the chat is now; null if nothing is in the way. */
async function whyClosed(
  { conversation, calls }: ConversationContext,
  noLaterThan: number,
): Promise<Reason | null> {
  const scheduleToCloseTimeout = Math.max(noLaterThan - Date.now(), 1_000);
  try {
    const { status } = await calls.ask.fetchConversation.executeWithOptions(
      { summary: 'is the chat still open?', scheduleToCloseTimeout },
      [conversation],
    );
    return status === 'closed' ? 'closed' : null;
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return whyNotSeen(error);
  }
}
