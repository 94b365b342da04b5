import type { OptInMeans, OptOutMeans } from './messages.js';
import type { Reason } from './reasons.js';
import type { Settled, Words } from './talk.js';

/** What activities tell workflows: words and IDs, never numbers of people or what they said. */

export type { PhoneStatus } from './phone-status.js';

export interface ConversationRef {
  readonly orgId: number;
  readonly conversationId: number;
}

/** An event of this conversation, by its inbox row. */
export interface EventRef extends ConversationRef {
  readonly inboxId: number;
}

export interface LedgerRef extends ConversationRef {
  readonly ledgerId: string;
}

export interface FollowUpRef extends ConversationRef {
  /** Milliseconds since the epoch; after it the text would be worse than none. */
  readonly noLaterThan: number;
  /**
   * The conversation goes on, and its number has changed: the first text is for the new one, and a person's answer does not stand in
   * its way. Absent for a conversation that waits.
   */
  readonly another?: {
    /** How long after a number was lost another one is still texted. */
    readonly latePhoneWindowMs: number;
    /** Nobody knows whether the number has changed: the contact was looked at. */
    readonly mayBeSame?: boolean;
  };
  /**
   * Since when the visitor waits, as far as the workflow knows: if it is later, the text is not due yet. Absent in conversations that
   * began when each had one wait. Milliseconds since the epoch.
   */
  readonly askedAt?: number;
}

/** First texts are paused: by an operator, or because the org's first texts of the hour are spent. */
export interface Held {
  readonly kind: 'held';
  readonly why: 'paused' | 'budget_spent';
  readonly askAgainInMs: number;
}

/**
 * When a first text's send slot begins: in so many milliseconds, or null where that is too late. Or it is certain that there will be no
 * text, or texts are paused; workers of builds that do not know these say 0, and refuse or hold the text itself.
 */
export type Turn =
  number | null | { readonly kind: 'refused'; readonly reason: Reason; readonly code: string | null } | Held;

export interface ChatConversation {
  readonly status: string;
  /** When Drift said so. Milliseconds since the epoch; absent in results from before it was kept. */
  readonly seenAt?: number;
}

/** Since when a visitor waits, by one of the places that know what was said. */
export interface TalkSeen {
  /** The first unanswered words; null if nobody waits. */
  readonly asked: Words | null;
  /** What settled the words before them; null if nothing did. */
  readonly settled: Settled | null;
}

/** The send slot of a first text, and since when its visitor waits. */
export interface BookedAhead extends TalkSeen {
  readonly turn: Turn;
}

/**
 * What became of a send.
 * - `ambiguous`: it may or may not have gone out; ask the vendor after `askAgainInMs`.
 * - `absent`: the vendor was asked twice and does not know it; it may be sent again.
 * - `refused`: it will never go out. `parked`: an operator has to look.
 * - `skipped`: there is nothing to send, and why.
 */
export type SendResult =
  | { readonly kind: 'accepted'; readonly ledgerId: string }
  | { readonly kind: 'ambiguous'; readonly ledgerId: string; readonly askAgainInMs: number }
  | { readonly kind: 'absent'; readonly ledgerId: string }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly code: string | null }
  | { readonly kind: 'parked'; readonly ledgerId: string }
  | { readonly kind: 'skipped'; readonly why: string };

/** A text has to wait for the end of quiet hours. Milliseconds since the epoch. */
export interface Quiet {
  readonly kind: 'quiet';
  readonly until: number;
}

/** Nothing was sent: since it was found to be wanted, so much time has passed that this has to be asked again. */
export interface AskedLongAgo {
  readonly kind: 'asked_long_ago';
}

/**
 * A follow-up may also have to wait for the end of quiet hours, or the vendor definitely did not accept it for a temporary reason. `tookOver`:
 * the conversation of the same visitor whose number it has taken.
 */
export type FollowUpResult = (
  | SendResult
  | Quiet
  | { readonly kind: 'not_sent'; readonly why: string; readonly tryAgainInMs: number | null }
) & { readonly tookOver?: number };

/** A message that was written before this one is stored and about to come: that one goes first. */
export interface Overtaken {
  readonly kind: 'overtaken';
}

/** What of a chat message is texted now; without either: all of it. */
export interface RelayedShare {
  /** Indexes of its files that were not there when its words went. */
  readonly following?: readonly number[];
  /** These files, and not the words. */
  readonly isFiles?: boolean;
}

/** Where a message stands among those that the workflow has. */
export interface PlaceInReorderBuffer {
  /** Inbox rows that the workflow holds, to be relayed after this one. */
  readonly behind: readonly number[];
  /** The workflow has looked once more: what was handed over before this one has been dealt with. */
  readonly isSure: boolean;
}

/**
 * A message may take several texts; `parts` says how many. `lostFiles`: how many of its files cannot go out. `cut`: so many characters are
 * left over, since a message becomes so many texts at the most. `isUnshown`: nothing of it can be shown on a phone. `botsUnanswered`: the
 * phone has not answered so many messages of bots that this one stays in the chat; only on the first that stays.
 */
export type RelayResult =
  | (SendResult & {
      readonly parts: number;
      readonly lostFiles?: number;
      readonly cut?: Cut;
      readonly isUnshown?: boolean;
      readonly botsUnanswered?: BotsUnanswered;
    })
  | Quiet
  | Overtaken;

export interface BotsUnanswered {
  /** How many messages of bots a phone gets without answering. */
  readonly most: number;
  /** Of the note that says so: one for each time that the phone has written. */
  readonly cause: string;
}

export interface Cut {
  readonly texts: number;
  /** Characters that did not go out. */
  readonly left: number;
}

/** Private notes for the rep; the words are in src/texting/relay/note-words.ts. */
export type Note =
  | { readonly about: 'texted' }
  | { readonly about: 'opted_out'; readonly how?: OptOutMeans }
  | { readonly about: 'opted_in'; readonly how?: OptInMeans }
  | { readonly about: 'not_texted'; readonly reason: Reason; readonly code: string | null }
  /** `what`: only the files of a rep's message, whose words went ahead. */
  | { readonly about: 'not_delivered'; readonly inboxId: number; readonly what?: 'files' }
  | { readonly about: 'files_lost'; readonly inboxId: number }
  /** A rep's message was too long for its texts, or holds nothing that a text can carry. */
  | ({ readonly about: 'cut_short' } & Cut)
  | { readonly about: 'not_shown' }
  /** The phone has had so many messages of bots without answering that further ones stay in the chat. */
  | { readonly about: 'bots_unanswered'; readonly most: number }
  /** Two conversations of one visitor share a number: the newer one has it now. Each is told of the other. */
  | { readonly about: 'taken_over'; readonly by: number }
  | { readonly about: 'took_over'; readonly from: number }
  /** The rep's message waits for the visitor's morning; `until`: milliseconds since the epoch. */
  | { readonly about: 'quiet'; readonly until: number }
  | { readonly about: 'reopened' }
  | { readonly about: 'late_text' }
  /** The visitor has texted into a chat that a person had closed. */
  | { readonly about: 'after_close' }
  /** A text for another conversation of the contact, which was deleted. */
  | { readonly about: 'moved'; readonly from: number }
  /** The visitor's number has changed. `until`: milliseconds since the epoch, or null while nobody can tell. */
  | { readonly about: 'new_number'; readonly result: 'texted' | 'texted_before' | 'unclear' }
  | { readonly about: 'new_number_waits'; readonly until: number | null }
  | { readonly about: 'new_number_refused'; readonly reason: Reason; readonly code: string | null }
  /** The visitor wrote a number in the chat that may be theirs or somebody else's. */
  | { readonly about: 'number_named' };
