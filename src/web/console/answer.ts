import { byReason, type Answer } from './answer-by-reason.js';
import { whileWaiting, type Circumstances } from './answer-while-waiting.js';
import type { ConversationRecord } from './data/conversation-record.js';
import type { RecordedSend } from './data/conversation-sends.js';
import { errorWords, needsOperator } from './error-words.js';

export type { Answer } from './answer-by-reason.js';

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
  if (record.chatGoneAt !== null && record.reason !== 'chat_gone')
    return aboutDeleted(record.chatGoneAt, moment);
  if (record.state === 'bridging' && record.takenOverBy !== null) return aboutTakenOver(record.takenOverBy);
  const text = sends.filter(({ purpose, medium }) => purpose === 'follow_up' && medium === 'sms').at(-1);
  const told = text === undefined ? null : aboutText(text, moment);
  if (told !== null) return told;
  const { reason, state } = record;
  if (state === 'waiting') return whileWaiting(record, { now, isPaused, isBudgetSpent, moment });
  if (reason === null) {
    if (state === 'bridging' && record.optedOut)
      return {
        tone: 'plain',
        headline: 'The conversation goes on in the chat: the visitor has opted out of texts.',
        whatToDo: 'Nothing goes to the phone until it texts START. What it texts still arrives in the chat.',
      };
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

/** Its thread is closed. What the visitor texts since goes elsewhere, or waits for an operator. */
const aboutDeleted = (since: Date, moment: (at: Date) => string): Answer => ({
  tone: 'bad',
  headline: `The conversation was deleted in Drift (noticed ${moment(since)}), so nothing crosses any more.`,
  whatToDo:
    'See under Held events whether a text of the visitor waits (chat_gone): answer them another way, then dismiss it. If the conversation is restored, fetch it from Drift again (npx textback operate refresh), and what is held is posted.',
});

/** Its thread is closed, and the other chat has the number. */
const aboutTakenOver = (by: number): Answer => ({
  tone: 'plain',
  headline: `Another chat of this visitor (conversation ${by}) has taken over the number they were texted from.`,
  whatToDo: `Nothing goes from this chat to the phone any more, nor comes from it. Continue in conversation ${by}.`,
});

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
