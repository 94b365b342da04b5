import type { PhoneStatus } from '../../contracts/activity-results.js';
import type { ConversationEvent } from '../../contracts/messages.js';
import type { Reason } from '../../contracts/reasons.js';

/** An event, and when it could count: a person's answer at once, since Drift is asked before a text. Milliseconds since the epoch. */
export interface LearnedEvent {
  readonly learnedAt: number;
  readonly event: ConversationEvent;
}

/** What the records tell of one conversation. Times are milliseconds since the epoch. */
export interface RecordedConversation {
  readonly conversationId: number;
  readonly openedAt: number;
  /** When Textback heard of it: nothing could be done before. */
  readonly takenUpAt: number;
  /** How long it was to wait for a person, as it was set then. Milliseconds. */
  readonly followUpDelayMs: number;
  /** In the order in which they could count. */
  readonly events: readonly LearnedEvent[];
  /** What was known of the phone before any of the events. */
  readonly phoneAtFirst: PhoneStatus;
  readonly phoneAtLast: PhoneStatus;
  /** E.164; null where none that could be texted was ever known. */
  readonly phone: string | null;
  readonly timeZone: string | null;
  readonly visitorName: string | null;
  /** Words of the phone's owner about texts, oldest first. */
  readonly consents: readonly { readonly at: number; readonly status: 'opted_out' | 'opted_in' }[];
  readonly happened: Happened;
}

/** What became of it. What a vendor made of the text is left aside: the decision is what can be run again. */
export type Happened =
  /** Textback meant to text, with these words. */
  | { readonly kind: 'text'; readonly body: string }
  | { readonly kind: 'no_text'; readonly reason: Reason }
  | { readonly kind: 'left_out'; readonly why: LeftOut };

/** Why a conversation cannot be run through the decision again. */
export const leftOut = {
  open: 'still open',
  operator: 'an operator intervened',
  outside: 'a vendor, an outage or a full queue decided the outcome',
  events_gone: 'its events have been deleted',
  switched_off: 'follow-ups were switched off',
} as const;
export type LeftOut = keyof typeof leftOut;

/** Reasons that the decision alone does not give. */
const outside: Readonly<Partial<Record<Reason, LeftOut>>> = {
  too_late: 'outside',
  vendor_refused: 'outside',
  duplicate_session: 'outside',
  send_ambiguous: 'outside',
  disabled: 'switched_off',
  stopped: 'operator',
};

export interface RecordedOutcome {
  readonly state: string;
  /** A word of the reasons table, null where none is recorded. */
  readonly reason: Reason | null;
  /** The words of the follow-up where one was tried; null where none was. */
  readonly triedBody: string | null;
  /** Whether all events that the conversation began with are there. */
  readonly hasEvents: boolean;
  /** Whether an operator has asked for something. */
  readonly wasRedone: boolean;
}

/** Reads what became of a conversation out of its records. */
export function happened({ state, reason, triedBody, hasEvents, wasRedone }: RecordedOutcome): Happened {
  const without = (why: LeftOut): Happened => ({ kind: 'left_out', why });
  if (!hasEvents) return without('events_gone');
  if (wasRedone || reason === 'paused') return without('operator');
  if (triedBody !== null) return { kind: 'text', body: triedBody };
  if (state !== 'done') return without('open');
  if (reason === null) return without('outside');
  const why = outside[reason];
  return why === undefined ? { kind: 'no_text', reason } : without(why);
}
