import { byReason, type Answer } from './answer-by-reason.js';
import type { ConversationRecord } from './data/conversation-record.js';

export interface Circumstances {
  readonly now: number;
  readonly isPaused: boolean;
  /** The org's first texts of this hour are spent. */
  readonly isBudgetSpent?: boolean;
  readonly moment: (at: Date) => string;
}

/** Why there is no text yet. */
export function whileWaiting(
  record: ConversationRecord,
  { now, isPaused, isBudgetSpent = false, moment }: Circumstances,
): Answer {
  const { dueAt, quietUntil, sendAfter, reason, phoneStatus } = record;
  const wait = (headline: string, whatToDo = 'Nothing. Textback continues on its own.'): Answer => ({
    tone: 'wait',
    headline,
    whatToDo,
  });
  if (dueAt.getTime() > now) return wait(`No text yet: a person has until ${moment(dueAt)} to answer.`);
  if (reason !== null)
    return wait(
      byReason[reason].headline.replace('No text', 'No text so far'),
      byReason[reason].whatToDo.replace(
        /,? ?(then|and) reprocess the conversation/,
        '; the text follows by itself',
      ),
    );
  if (isPaused)
    return wait(
      'No text yet, because sending is paused.',
      'Resume sending. The text goes out if it is not too late by then.',
    );
  if (isBudgetSpent && sendAfter === null)
    return wait(
      'No text yet, because the first texts of this hour are spent.',
      'Nothing: it goes out when the hour has room. If more should go out now, lift the pause above.',
    );
  if (quietUntil !== null && quietUntil.getTime() > now)
    return wait(`No text yet: quiet hours last until ${moment(quietUntil)}.`);
  if (sendAfter !== null && sendAfter.getTime() > now)
    return wait(`No text yet: our number is busy, and the text goes out at ${moment(sendAfter)}.`);
  if (phoneStatus === 'unknown')
    return wait(
      'No text yet: Drift has not given us the visitor’s number.',
      'If this lasts, check on the Today page whether Drift answers.',
    );
  return wait(
    'No text yet: it is due and on its way.',
    'If this lasts, check on the Today page whether workers, Drift and Twilio answer.',
  );
}
