import type { Note } from '../../contracts/activity-results.js';
import { clock } from '../../contracts/clock.js';
import { reasons } from '../../contracts/reasons.js';
import { explainRefusal } from '../../records/ledger/refusal.js';
import type { LostFile } from '../../records/media/links.js';

export interface NoteFacts {
  /** Our number in the thread, for the rep to recognise. */
  readonly ourNumber: string | null;
  /** The code of a text that was not delivered. */
  readonly errorCode: string | null;
  /** Files of the rep that could not be had. */
  readonly lostFiles: readonly LostFile[];
}

/** A private note's words: what happened and what it means for the rep. No bodies, no visitor's number. */
export function noteText(note: Note, { ourNumber, errorCode, lostFiles }: NoteFacts): string {
  switch (note.about) {
    case 'texted':
      return (
        `Nobody had answered, so Textback texted the visitor${ourNumber === null ? '' : ` from ${ourNumber}`}. ` +
        'What you write here now goes to their phone, and their texts appear here. Private notes stay private.'
      );
    case 'opted_out':
      return (
        optedOutWords[note.how ?? 'keyword'] + ' They get no more texts from us, unless they text START.'
      );
    case 'opted_in':
      return 'The visitor texted START: they can be texted again.';
    case 'not_texted':
      return `Textback did not text the visitor: ${note.code === null ? reasons[note.reason] : explainRefusal(note.code).words}.`;
    case 'not_delivered':
      return `A text did not reach the visitor${errorCode === null ? '' : `: ${explainRefusal(errorCode).words}`}.`;
    case 'files_lost':
      return `Not everything that you attached reached the visitor: ${lostFiles.map(({ why }) => why).join('; ')}.`;
    case 'taken_over':
      return (
        `The visitor has another chat (${chat(note.by)}), which has taken over the number that they were texted from. ` +
        'What you write here does not reach their phone any more; go on there.'
      );
    case 'took_over':
      return (
        `All our numbers had an open thread with this visitor: this chat has taken over that of ${chat(note.from)}, ` +
        'and their texts appear here from now on.'
      );
    case 'quiet':
      return (
        `It is night for the visitor: what you write here is texted at ${clock(note.until)}, or as soon as they text. ` +
        'They can read it in the chat meanwhile.'
      );
    case 'reopened':
      return 'The visitor has texted after this thread was closed. It is open again: what you write here goes to their phone.';
    case 'late_text':
      return (
        'This text belongs to no open thread: it came long after the last one was closed, or to another number of ours. ' +
        'It was put here because this was their last chat. What you write here does not reach their phone.'
      );
  }
}

const optedOutWords = {
  keyword: 'The visitor replied STOP.',
  wording: 'The visitor has texted that they want no more texts.',
  doubtful: 'What the visitor has texted may mean that they want no more texts, and so we stopped.',
  chat: 'The visitor has written in the chat that they want no texts.',
} as const;

/** Drift's own page of a conversation (Drift docs, conversation link). */
const chat = (id: number) => `<a href="https://app.drift.com/conversations/${id}">conversation ${id}</a>`;
