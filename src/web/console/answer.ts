import type { Reason } from '../../contracts/reasons.js';
import type { ConversationRecord } from './data/conversation-record.js';
import type { RecordedSend } from './data/conversation-sends.js';
import { errorWords, needsOperator } from './error-words.js';
import type { Tone } from './markup/parts.js';

/** The answer to "why did this visitor get no text?", and what can be done about it. */
export interface Answer {
  readonly tone: Tone;
  readonly headline: string;
  readonly whatToDo: string;
}

/** Each reason as a sentence about a visitor, and as advice. */
const byReason: Readonly<
  Record<Reason, { readonly headline: string; readonly whatToDo: string; readonly tone?: Tone }>
> = {
  answered: {
    headline: 'No text, because a person answered in time.',
    whatToDo: 'Nothing: that is how it should be.',
    tone: 'good',
  },
  closed: {
    headline: 'No text, because the chat was closed before the time was up.',
    whatToDo:
      'If the visitor still waits for an answer, open the chat in Drift again and reprocess the conversation.',
    tone: 'plain',
  },
  no_phone: {
    headline: 'No text, because no phone number is known of this visitor.',
    whatToDo: 'If a number is known by now, put it on the contact in Drift and reprocess the conversation.',
  },
  invalid_phone: {
    headline: 'No text, because the phone number is not a valid one.',
    whatToDo: 'Put the right number on the contact in Drift, then reprocess the conversation.',
  },
  not_textable: {
    headline: 'No text, because the phone number cannot take texts.',
    whatToDo:
      'If the visitor has a mobile number, put it on the contact in Drift, then reprocess the conversation.',
  },
  opted_out: {
    headline: 'No text, because the visitor has opted out of texts.',
    whatToDo: 'Nothing may be sent. Only the visitor can change that, by texting START.',
    tone: 'plain',
  },
  quiet_too_long: {
    headline: 'No text, because quiet hours would have held it back for too long.',
    whatToDo: 'Answer in the chat. QUIET_HOURS and QUIET_MAX_AGE decide this.',
  },
  too_late: {
    headline: 'No text, because it could not go out soon enough to be of use.',
    whatToDo:
      'Look below for what held it up (Drift, Twilio or a queue). If a late text is still welcome, reprocess the conversation.',
  },
  vendor_refused: {
    headline: 'No text, because Drift or Twilio refused for good.',
    whatToDo: 'See the code below. When its cause is mended, reprocess the conversation.',
  },
  duplicate_session: {
    headline: 'No text, because another chat of the same visitor has the number that they are texted from.',
    whatToDo: 'Look at the visitor’s other conversation: that one is on the phone.',
    tone: 'plain',
  },
  send_ambiguous: {
    headline: 'A text may have gone out: it could not be found out, so it was not repeated.',
    whatToDo:
      'Look for it at Twilio with the parked send’s “Look again”; send it again only if you are sure that it is not there.',
  },
  paused: {
    headline: 'No text, because sending was paused until it was too late.',
    whatToDo: 'When sending is resumed and a late text is still welcome, reprocess the conversation.',
  },
  disabled: {
    headline: 'No text, because follow-ups are switched off.',
    whatToDo: 'FOLLOW_UPS decides this. Reprocessing changes nothing while it is off.',
    tone: 'plain',
  },
  stopped: {
    headline: 'No text, because an operator stopped the workflow.',
    whatToDo: 'If that was a mistake, reprocess the conversation.',
  },
};

/**
 * What to tell people first. `moment` puts a time into words. The ledger decides whether there was a text: what a callback
 * proves after a conversation has got its reason is a text all the same. Pure.
 */
export function answerFor(
  record: ConversationRecord,
  sends: readonly RecordedSend[],
  {
    now,
    isPaused,
    moment,
  }: { readonly now: number; readonly isPaused: boolean; readonly moment: (at: Date) => string },
): Answer {
  const text = sends.filter(({ purpose, medium }) => purpose === 'follow_up' && medium === 'sms').at(-1);
  const told = text === undefined ? null : aboutText(text, moment);
  if (told !== null) return told;
  const { reason, state } = record;
  if (state === 'waiting') return whileWaiting(record, { now, isPaused, moment });
  if (reason === null) {
    return state === 'bridging'
      ? {
          tone: 'good',
          headline: 'The conversation is on the phone.',
          whatToDo: 'Nothing: messages are relayed both ways.',
        }
      : { tone: 'plain', headline: 'The conversation is over.', whatToDo: 'Nothing.' };
  }
  const { headline, whatToDo, tone = 'bad' } = byReason[reason];
  const code = text?.errorCode ?? null;
  if (code === null || reason === 'opted_out' || !/^\d+$/.test(code)) return { tone, headline, whatToDo };
  const why =
    reason === 'vendor_refused' ? 'No text, because Twilio refused it' : headline.replace(/\.$/, '');
  return { tone, headline: `${why}: ${errorWords(code)} (${code}).`, whatToDo: adviceFor(code, whatToDo) };
}

const adviceFor = (code: string, otherwise: string): string =>
  needsOperator(code)
    ? 'Mend the account or the configuration, then reprocess the conversation: it gets a new chance.'
    : otherwise;

/** Null where no text of it is with the vendor. */
function aboutText(text: RecordedSend, moment: (at: Date) => string): Answer | null {
  const { state, errorCode, updatedAt } = text;
  switch (state) {
    case 'delivered':
      return {
        tone: 'good',
        headline: `The visitor got the text on ${moment(updatedAt)}.`,
        whatToDo: 'Nothing: it was delivered.',
      };
    case 'accepted':
    case 'sent':
      return {
        tone: 'good',
        headline: 'The text is with Twilio; the carrier has not said yet that it was delivered.',
        whatToDo: 'Nothing for now: Twilio is asked for it again by itself.',
      };
    case 'undelivered':
    case 'failed': {
      const why = errorCode === null ? '' : `: ${errorWords(errorCode)} (${errorCode})`;
      return {
        tone: 'bad',
        headline: `A text was sent, and did not arrive${why}.`,
        whatToDo: needsOperator(errorCode)
          ? 'Mend the account or the configuration, then send it again.'
          : 'Send it again if that has a chance, or answer in the chat.',
      };
    }
    case 'parked':
      return {
        tone: 'bad',
        headline: 'Nobody can say whether the text went out, so it was not repeated.',
        whatToDo: byReason.send_ambiguous.whatToDo,
      };
    case 'ambiguous':
      return {
        tone: 'wait',
        headline: 'The text may have gone out: that is being found out.',
        whatToDo: 'Wait: Twilio is asked for it.',
      };
    default:
      return null;
  }
}

function whileWaiting(
  record: ConversationRecord,
  {
    now,
    isPaused,
    moment,
  }: { readonly now: number; readonly isPaused: boolean; readonly moment: (at: Date) => string },
): Answer {
  const { dueAt, quietUntil, sendAfter, reason, phoneStatus } = record;
  const wait = (headline: string, whatToDo = 'Nothing: it goes on by itself.'): Answer => ({
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
      'Resume sending: the text goes out if it is still of use.',
    );
  if (quietUntil !== null && quietUntil.getTime() > now)
    return wait(`No text yet: quiet hours hold it back until ${moment(quietUntil)}.`);
  if (sendAfter !== null && sendAfter.getTime() > now)
    return wait(`No text yet: its turn on our number comes on ${moment(sendAfter)}.`);
  if (phoneStatus === 'unknown')
    return wait(
      'No text yet: Drift has not told the visitor’s number.',
      'If that stays so, see whether Drift answers (Today).',
    );
  return wait(
    'No text yet: the time is up, and it is on its way.',
    'If that stays so, see whether workers, Drift and Twilio answer (Today).',
  );
}
