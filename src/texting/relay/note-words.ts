import type { Note } from '../../contracts/activity-results.js';
import { clock } from '../../contracts/clock.js';
import { reasons } from '../../contracts/reasons.js';
import { explainRefusal } from '../../records/ledger/refusal.js';
import type { LostFile } from '../../records/media/links.js';
import type { VisitorTexts } from '../../records/conversations/visitor-texts.js';
import { conversationUrl } from '../../vendors/chat-links.js';

export interface NoteFacts {
  /** Our number in the thread, for the rep to recognise. */
  readonly ourNumber: string | null;
  /** The code of a text that was not delivered. */
  readonly errorCode: string | null;
  /** The conversation waits for another number. */
  readonly isNumberLost: boolean;
  /** Files of the rep that could not be had. */
  readonly lostFiles: readonly LostFile[];
  /** The other chat from which the visitor was texted. */
  readonly textedIn: number | null;
  /** How the visitor's texts are posted. */
  readonly textsShown: VisitorTexts;
}

/** A private note's words: what happened and what it means for the rep. No bodies, no visitor's number. */
export function noteText(
  note: Note,
  { ourNumber, errorCode, isNumberLost, lostFiles, textedIn, textsShown }: NoteFacts,
): string {
  switch (note.about) {
    case 'texted':
      return (
        `Nobody answered, so Textback texted the visitor${ourNumber === null ? '' : ` from ${ourNumber}`}. ` +
        'Your messages here now go to their phone. ' +
        (textsShown === 'chat'
          ? 'Their texts appear here. Private notes stay private.'
          : 'Their texts appear here as private notes: the web chat does not show them, since nobody has proved that the phone is the visitor’s. Private notes never go to the phone.')
      );
    case 'opted_out':
      if (note.how === 'wrong_number') return wrongNumberWords;
      return (
        optedOutWords[note.how ?? 'keyword'] +
        ' We will not text them again unless they text START.' +
        (note.how === 'chat' ? NAMED_NUMBERS : '')
      );
    case 'opted_in':
      if (note.how === 'operator')
        return 'An operator of Textback took the opt-out back: we can text the visitor again.';
      return `The visitor texted ${note.how === 'yes' ? 'YES after STOP, which opts in again' : 'START'}: we can text them again.`;
    case 'not_texted':
      if (note.reason === 'already_texted' && textedIn !== null)
        return (
          `Textback texted this visitor from another of their chats (${chat(textedIn)}) while this one waited, ` +
          'so it did not text them again. Their texts appear there.'
        );
      return (
        `Textback did not text the visitor: ${note.code === null ? reasons[note.reason] : explainRefusal(note.code).words}.` +
        (isNumberLost ? ` ${anotherNumber}` : '')
      );
    case 'not_delivered':
      return (
        `${note.what === 'files' ? 'Some of your attachments' : 'A text'} did not reach the visitor${errorCode === null ? '' : `: ${explainRefusal(errorCode).words}`}.` +
        (isNumberLost ? ` ${anotherNumber}` : '')
      );
    case 'files_lost':
      return `Some of your attachments did not reach the visitor: ${lostFiles.map(({ why }) => why).join('; ')}.`;
    case 'cut_short':
      return (
        `Your message was too long to text in full: the visitor got the beginning, in ${texts(note.texts)}, and ` +
        `${note.left} characters were left out. They can read all of it in the chat; text the rest in a shorter message.`
      );
    case 'not_shown':
      return 'Your message could not be shown on the visitor’s phone, because it has no words. They can see it in the chat only.';
    case 'bots_unanswered':
      return (
        `The visitor’s phone has not answered the last ${note.most} messages from bots, so further ones stay in the chat until they text us. ` +
        'What a person writes here still goes to their phone.'
      );
    case 'taken_over':
      return (
        `Another chat with this visitor (${chat(note.by)}) has taken over the number we texted them from. ` +
        'Your messages here no longer reach their phone; continue there.'
      );
    case 'took_over':
      return (
        `All our numbers already had an open thread with this visitor, so this chat has taken over the one of ${chat(note.from)}. ` +
        'Their texts appear here from now on.'
      );
    case 'quiet':
      return (
        `Quiet hours for the visitor: your message will be texted at ${clock(note.until)}, or as soon as they text us. ` +
        'Until then they can read it in the chat.'
      );
    case 'reopened':
      return 'This thread was closed, and is open again: your messages here go to the visitor’s phone.';
    case 'late_text':
      return (
        'This text belongs to no open thread: it came long after the last thread closed, or to another of our numbers. ' +
        'It is shown here because this was their last chat. Your messages here do not reach their phone.'
      );
    case 'after_close':
      return (
        'The visitor texted after this chat was closed. Open it again, or answer here: your messages here go to their phone. ' +
        'Until somebody writes here, the text is on the operators’ list of held events.'
      );
    case 'moved':
      return (
        `The visitor texted to conversation ${note.from}, which was deleted in Drift. Their texts are shown here because this is their ` +
        'newest open chat.'
      );
    case 'new_number':
      return `${newNumberWords} ${newNumberResults[note.result]}`.replace(
        '{from}',
        ourNumber ?? 'our number',
      );
    case 'new_number_waits':
      return (
        `${newNumberWords} It texts the new one ` +
        `${note.until === null ? 'as soon as it can' : `when quiet hours end for the visitor, at ${clock(note.until)}`}; ` +
        'your messages here wait for that.'
      );
    case 'new_number_refused':
      return (
        `${newNumberWords} It did not text the new one: ` +
        `${note.code === null ? reasons[note.reason] : explainRefusal(note.code).words}. Your messages here do not reach a phone.`
      );
    case 'number_named':
      return (
        'The visitor wrote a phone number in the chat. Textback cannot tell whether it is theirs, and goes on texting the phone that has ' +
        "answered. To text the other one, put it on the visitor's contact in Drift."
      );
  }
}

const newNumberWords = 'The visitor has another phone number, so Textback no longer texts the old one.';

const newNumberResults = {
  texted: 'It has texted the new one from {from}: your messages here go there now.',
  texted_before: 'It had texted the new one before: your messages here go there now, from {from}.',
  unclear: 'We could not tell whether the first text to the new one went out, so we did not send it again.',
} as const;

const anotherNumber = 'If the visitor gives another number, Textback texts that one.';

const wrongNumberWords =
  "The phone that we texted answered that it is not the visitor's. We will not text it again, and your messages here do not reach a " +
  `phone. ${anotherNumber}`;

/** Said whether or not one was named: the words of the chat stay out of notes. */
const NAMED_NUMBERS =
  ' This holds for this contact and the numbers that are known to be theirs; a number that was only named here is not opted out, and an operator sees it among the held events.';

const optedOutWords = {
  keyword: 'The visitor replied STOP.',
  wording: 'The visitor texted that they want no more texts.',
  doubtful: 'The visitor may have asked for no more texts, so we stopped texting them.',
  chat: 'The visitor wrote in the chat that they do not want texts.',
} as const;

const texts = (count: number) => (count === 1 ? 'one text' : `${count} texts`);

const chat = (id: number) => `<a href="${conversationUrl(id)}">conversation ${id}</a>`;
