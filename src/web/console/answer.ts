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
    whatToDo: 'Nothing. This is the normal case.',
    tone: 'good',
  },
  closed: {
    headline: 'No text, because the chat was closed before the follow-up was due.',
    whatToDo:
      'If the visitor is still waiting for an answer, reopen the chat in Drift and reprocess the conversation.',
    tone: 'plain',
  },
  no_phone: {
    headline: 'No text, because the visitor’s phone number is not known.',
    whatToDo: 'If you have a number, add it to the contact in Drift and reprocess the conversation.',
  },
  invalid_phone: {
    headline: 'No text, because the phone number is not valid.',
    whatToDo: 'Correct the number on the contact in Drift, then reprocess the conversation.',
  },
  not_textable: {
    headline: 'No text, because the phone number cannot receive texts.',
    whatToDo:
      'If the visitor has a mobile number, add it to the contact in Drift, then reprocess the conversation.',
  },
  opted_out: {
    headline: 'No text, because the visitor has opted out of texts.',
    whatToDo: 'Do not text them. Only the visitor can change this, by texting START.',
    tone: 'plain',
  },
  quiet_too_long: {
    headline: 'No text, because quiet hours would have delayed it for too long.',
    whatToDo: 'Answer in the chat. QUIET_HOURS and QUIET_MAX_AGE control this.',
  },
  too_late: {
    headline: 'No text, because it would have gone out too late.',
    whatToDo:
      'See below what delayed it (Drift, Twilio or a queue). If a late text is still welcome, reprocess the conversation.',
  },
  vendor_refused: {
    headline: 'No text, because Drift or Twilio permanently refused the request.',
    whatToDo: 'See the code below. Fix its cause, then reprocess the conversation.',
  },
  duplicate_session: {
    headline: 'No text, because another chat with this visitor uses the number that texts them.',
    whatToDo: 'Look at the visitor’s other conversation: that one is connected to the phone.',
    tone: 'plain',
  },
  number_in_use: {
    headline: 'No text, because none of our numbers was free for this phone.',
    whatToDo:
      'Answer in the chat. Each of our numbers has an open thread with this phone, and that thread is another contact’s. If it happens often, add numbers to TWILIO_FROM_NUMBERS.',
  },
  send_ambiguous: {
    headline: 'A text may have gone out; we could not tell, so we did not send it again.',
    whatToDo:
      'Use “Look again” on the parked send to ask Twilio for it. Send it again only if you are sure that Twilio does not have it.',
  },
  paused: {
    headline: 'No text, because sending was paused until it was too late.',
    whatToDo: 'If a late text is still welcome, resume sending and reprocess the conversation.',
  },
  disabled: {
    headline: 'No text, because texts are switched off, or on for test numbers only.',
    whatToDo: 'FOLLOW_UPS and TRIAL_NUMBERS control this. Until they change, reprocessing has no effect.',
    tone: 'plain',
  },
  country_not_served: {
    headline: 'No text, because texts to the country of this phone number are not switched on.',
    whatToDo:
      'If you serve that country, add it to TEXT_COUNTRIES (and to Twilio’s geo permissions), restart the workers, then reprocess the conversation.',
    tone: 'plain',
  },
  texted_too_often: {
    headline: 'No text, because this phone or contact has had as many first texts as one gets in a day.',
    whatToDo:
      'Answer in the chat. If many different chats name one number, somebody may be abusing your chat. FIRST_TEXTS_PER_NUMBER controls this.',
    tone: 'plain',
  },
  already_texted: {
    headline: 'No text, because the visitor was texted from another of their chats while this one waited.',
    whatToDo: 'Continue in the chat that was texted; a note in this one links to it.',
    tone: 'plain',
  },
  budget_spent: {
    headline: 'No text, because the first texts of the hour were spent until it was too late.',
    whatToDo:
      'See on the page Sending what spent them. If a late text is still welcome, reprocess the conversation. FIRST_TEXTS_PER_HOUR controls this.',
  },
  stopped: {
    headline: 'No text, because an operator stopped the workflow.',
    whatToDo: 'If that was a mistake, reprocess the conversation.',
  },
};

interface Circumstances {
  readonly now: number;
  readonly isPaused: boolean;
  /** The org's first texts of this hour are spent. */
  readonly isBudgetSpent?: boolean;
  readonly moment: (at: Date) => string;
}

/**
 * What to tell people first. `moment` puts a time into words. The ledger decides whether there was a text: what a callback
 * proves after a conversation has got its reason is a text all the same. Pure.
 */
export function answerFor(
  record: ConversationRecord,
  sends: readonly RecordedSend[],
  { now, isPaused, isBudgetSpent = false, moment }: Circumstances,
): Answer {
  const refused = sends.findLast((send) => send.isRefusedWords && send.leftAt === null);
  if (refused !== undefined) return aboutRefusedWords(refused);
  const text = sends.filter(({ purpose, medium }) => purpose === 'follow_up' && medium === 'sms').at(-1);
  const told = text === undefined ? null : aboutText(text, moment);
  if (told !== null) return told;
  const { reason, state } = record;
  if (state === 'waiting') return whileWaiting(record, { now, isPaused, isBudgetSpent, moment });
  if (reason === null) {
    return state === 'bridging'
      ? {
          tone: 'good',
          headline: 'The conversation continues by text.',
          whatToDo: 'Nothing. Messages are relayed both ways.',
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
    ? 'Fix the account or the configuration, then reprocess the conversation to give it another chance.'
    : otherwise;

/** Null where no text of it is with the vendor. */
function aboutText(text: RecordedSend, moment: (at: Date) => string): Answer | null {
  const { state, errorCode, updatedAt } = text;
  switch (state) {
    case 'delivered':
      return {
        tone: 'good',
        headline: `The visitor got the text on ${moment(updatedAt)}.`,
        whatToDo: 'Nothing. It was delivered.',
      };
    case 'accepted':
    case 'sent':
      return {
        tone: 'good',
        headline: 'Twilio has the text; the carrier has not confirmed delivery yet.',
        whatToDo: 'Nothing for now. Textback checks with Twilio on its own.',
      };
    case 'undelivered':
    case 'failed': {
      const why = errorCode === null ? '' : `: ${errorWords(errorCode)} (${errorCode})`;
      return {
        tone: 'bad',
        headline: `A text was sent but did not arrive${why}.`,
        whatToDo: needsOperator(errorCode)
          ? 'Fix the account or the configuration, then send it again.'
          : 'Send it again if it can arrive now, or answer in the chat.',
      };
    }
    case 'parked':
      return {
        tone: 'bad',
        headline: 'We could not tell whether the text went out, so we did not send it again.',
        whatToDo: byReason.send_ambiguous.whatToDo,
      };
    case 'ambiguous':
      return {
        tone: 'wait',
        headline: 'The text may have gone out; Textback is checking.',
        whatToDo: 'Wait. Textback is asking Twilio for it.',
      };
    default:
      return null;
  }
}

/** Nobody has read what the visitor texted. */
function aboutRefusedWords({ errorCode }: RecordedSend): Answer {
  const code = errorCode ?? 'unknown';
  return {
    tone: 'bad',
    headline: `Drift refused what the visitor texted (${code}), so nobody has read it.`,
    whatToDo:
      code === 'http_404'
        ? 'The conversation is no longer in Drift. Answer the visitor another way, then leave the send.'
        : 'Fix what made Drift refuse it, such as a scope that the token lacks, then send it again.',
  };
}

function whileWaiting(
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
