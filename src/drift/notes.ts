import type { Note } from '../../activities/results.js';
import { reasons } from '../../workflows/reasons.js';
import { explainRefusal } from '../ledger/refusal.js';

export interface NoteFacts {
  /** Our number in the thread, for the rep to recognise. */
  readonly ourNumber: string | null;
  /** The code of a text that was not delivered. */
  readonly errorCode: string | null;
}

/** A private note's words: what happened and what it means for the rep. No bodies, no visitor's number. */
export function noteText(note: Note, { ourNumber, errorCode }: NoteFacts): string {
  switch (note.about) {
    case 'texted':
      return (
        `Nobody had answered, so Textback texted the visitor${ourNumber === null ? '' : ` from ${ourNumber}`}. ` +
        'What you write here now goes to their phone, and their texts appear here. Private notes stay private.'
      );
    case 'opted_out':
      return 'The visitor replied STOP. They get no more texts from us, unless they text START.';
    case 'opted_in':
      return 'The visitor texted START: they can be texted again.';
    case 'not_texted':
      return `Textback did not text the visitor: ${note.code === null ? reasons[note.reason] : explainRefusal(note.code).words}.`;
    case 'not_delivered':
      return `A text did not reach the visitor${errorCode === null ? '' : `: ${explainRefusal(errorCode).words}`}.`;
  }
}
