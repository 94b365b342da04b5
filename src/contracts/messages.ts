import type { PhoneStatus } from './phone-status.js';
import type { Reason } from './reasons.js';
import type { Moment } from './talk.js';

/**
 * What callers say to workflows: type names, inputs, and the content of signals and queries. The definitions of the signal and
 * the query need Temporal's workflow package, so they are in workflows/shared/signals.ts.
 */

/** The workflow type's name, for the client. */
export const CONVERSATION = 'conversation';

/** An operator's requests, each a small workflow of its own whose ID is the request's event key. */
export const REFRESH = 'refresh';
export const REDRIVE = 'redrive';

export interface RefreshInput {
  readonly orgId: number;
  readonly conversationId: number;
  /** Key of the request: what comes of it is stored under it. */
  readonly key: string;
}

export interface RedriveInput {
  readonly orgId: number;
  readonly conversationId: number;
  readonly ledgerId: string;
  readonly medium: 'sms' | 'chat' | 'note';
  readonly purpose: 'follow_up' | 'relay' | 'notice';
  /** `look`: only ask the vendor. `send_again`: ask, then send. `first`: it was never sent. */
  readonly how: 'look' | 'send_again' | 'first';
}

/** Durations in milliseconds. Settings travel with the workflow: a running one keeps those that it started with. */
export interface ConversationSettings {
  readonly followUpDelayMs: number;
  readonly followUpMaxAgeMs: number;
  readonly latePhoneWindowMs: number;
  readonly sessionIdleMs: number;
  /** Absent in conversations that began before messages were held for those that overtook them. */
  readonly reorderWindowMs?: number;
  /** Absent in conversations that began when the notes for the rep waited for tag and contact attribute. */
  readonly marksBeside?: true;
  /** Absent in conversations that began when a text's words waited for its pictures. */
  readonly picturesFollow?: true;
}

export interface ConversationInput {
  readonly orgId: number;
  readonly conversationId: number;
  /** Drift's contact, where the opening event told it. */
  readonly contactId: number | null;
  /** When the opening event happened, by the vendor's clock. Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly settings: ConversationSettings;
  /** Absent in conversations that began when each had one wait, and whatever a person wrote counted as an answer. */
  readonly wait?: WaitInput;
  /** It begins with the bridge: a late text has opened the closed thread again, or the open thread's workflow was lost. */
  readonly reopened?: { readonly reason: Reason | null; readonly isResumed?: true };
  /** The workflow of a conversation that waits was lost: what our records still know of the wait. */
  readonly resumed?: ResumedWait;
  /** A text that belongs to no open thread: it is put into the conversation, and nothing is opened. */
  readonly isLateText?: true;
  /** Set for a late text whose number the conversation has given up. */
  readonly lateTextFrom?: TextFrom;
  /** Set by continue-as-new only. */
  readonly carried?: CarriedState;
}

/** Times in milliseconds since the epoch. */
export interface ResumedWait {
  readonly phone: PhoneStatus;
  /** When a usable number became known, as far as that is recorded. */
  readonly phoneAt: number;
  readonly quietUntil: number | null;
}

/** Which of its conversation's waits a workflow is. */
export interface WaitInput {
  /** From 1. */
  readonly number: number;
  /** When it began, by the visitor's first unanswered words as far as they were known. Milliseconds since the epoch. */
  readonly askedAt: number;
  /** What was said until then, by Drift's clock, belongs to an earlier wait; absent in the first. */
  readonly after?: Moment;
}

/** What outlives continue-as-new. */
export interface CarriedState {
  readonly seen: readonly string[];
  /** Events that had not been worked on. */
  readonly waiting: readonly ConversationEvent[];
  readonly lastActivityAt: number;
  readonly reason: Reason | null;
  /** Milliseconds since the epoch; absent if the visitor has not opted out. */
  readonly optedOutSince?: number;
  /** Absent if the thread has its number. */
  readonly takenOver?: TakenOver;
}

/** Another conversation has the thread's number. */
export interface TakenOver {
  readonly by: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/**
 * An event as the workflow needs it. What people said, and their numbers, stay in PostgreSQL under `inboxId`: Temporal's
 * history keeps what it is given, and nobody could erase it there.
 */
export interface ConversationEvent {
  /** The event key: the same event may be signalled again after a crash. */
  readonly key: string;
  readonly kind: ConversationEventKind;
  readonly inboxId: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The ledger entry that `send_settled` is about. */
  readonly ledgerId?: string;
  /** When a chat message was written, by Drift's clock alone. Milliseconds since the epoch. */
  readonly writtenAt?: number;
  /** Which of two chat messages of one moment was first: Drift's message ID. */
  readonly order?: number;
  /** How many pictures or files came with the message. */
  readonly media?: number;
  /** How an `opted_out` or `opted_in` came about. */
  readonly how?: OptOutMeans | OptInMeans;
  /** The conversation that has the number, in `number_taken`. */
  readonly by?: number;
  /** When the chat was closed in Drift into which the visitor texts; absent if it is open. Milliseconds since the epoch. */
  readonly chatClosedAt?: number;
  /** The conversation that a text was for, which Drift does not know any more; absent if it is for this one. */
  readonly deletedChat?: number;
  /** What the visitor wrote is thanks or a goodbye. */
  readonly isThanks?: true;
}

/** A keyword; other words, which may be clear or doubtful; words in the web chat; words which say that we have the wrong number. */
export type OptOutMeans = 'keyword' | 'wording' | 'doubtful' | 'chat' | 'wrong_number';

/** Other than by START: a word that may also answer a question; or an operator took the opt-out back. */
export type OptInMeans = 'yes' | 'operator';

/** A text from a phone that is not the visitor's, or not any more: people read it, and it does not count as the visitor's words. */
export type TextFrom = 'former_number' | 'wrong_number';

export type ConversationEventKind =
  | 'opened'
  /** Is not signalled: what the visitor wrote is read from PostgreSQL when it matters. */
  | 'visitor_wrote'
  | 'rep_spoke'
  | 'bot_spoke'
  | 'closed'
  | 'phone_given'
  /** The contact may have a number now: look it up again. */
  | 'look_again'
  /** The visitor wrote a number in the chat, and nobody can tell whether it is theirs. */
  | 'number_named'
  /** Another conversation took the thread's number over. */
  | 'number_taken'
  /** The thread's number was not taken over, or was given back, or it has another one. */
  | 'number_kept'
  | 'text_received'
  | 'help_asked'
  | 'opted_out'
  | 'opted_in'
  | 'send_settled'
  | 'text_failed';

/** Whether the event is a text that the rep should read. A bare keyword that means nothing else becomes a note instead. */
export const isText = ({ kind, how }: ConversationEvent): boolean =>
  kind === 'text_received' ||
  kind === 'help_asked' ||
  (kind === 'opted_out' && (how === 'wording' || how === 'doubtful' || how === 'wrong_number')) ||
  (kind === 'opted_in' && how === 'yes');

/** News of who has the thread's number: nobody has said anything. */
export const isAboutHolder = ({ kind }: ConversationEvent): boolean =>
  kind === 'number_taken' || kind === 'number_kept';

export interface ConversationStatus {
  readonly state: 'waiting' | 'bridging' | 'done';
  readonly reason: Reason | null;
  readonly waitsFor: string | null;
  readonly until: number | null;
  /** Since when the visitor has opted out of a thread's texts; absent if they have not. Milliseconds since the epoch. */
  readonly optedOutSince?: number;
  /** Who has the thread's number; absent if the thread has it. */
  readonly takenOver?: TakenOver;
}
