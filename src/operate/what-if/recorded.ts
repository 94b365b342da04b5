import type { PhoneStatus } from '../../contracts/activity-results.js';
import type { ConversationEvent } from '../../contracts/messages.js';
import type { Reason } from '../../contracts/reasons.js';

/** An event and when it takes effect, in milliseconds since the epoch. An answer counts at once, since Textback asks Drift before a text. */
export interface LearnedEvent {
  readonly learnedAt: number;
  readonly event: ConversationEvent;
}

/** The records of one conversation. Times are milliseconds since the epoch. */
export interface RecordedConversation {
  readonly conversationId: number;
  readonly openedAt: number;
  /** When Textback first heard of the conversation; it could not act earlier. */
  readonly takenUpAt: number;
  /** Configured wait for a person's answer at the time. Milliseconds. */
  readonly followUpDelayMs: number;
  /** In the order in which they take effect. */
  readonly events: readonly LearnedEvent[];
  /** What the visitor wrote in the chat; absent where it does not matter. */
  readonly words?: readonly LearnedEvent[];
  /** Status of the phone before any of the events. */
  readonly phoneAtFirst: PhoneStatus;
  readonly phoneAtLast: PhoneStatus;
  /** E.164; null if no textable number was ever known. */
  readonly phone: string | null;
  readonly timeZone: string | null;
  readonly visitorName: string | null;
  /** Opt-outs and opt-ins of the phone's owner, oldest first. */
  readonly consents: readonly { readonly at: number; readonly status: 'opted_out' | 'opted_in' }[];
  readonly happened: Happened;
}

/** The outcome of the decision. It leaves out how the vendor handled the text, since only the decision can be repeated. */
export type Happened =
  /** Textback decided to send this text. */
  | { readonly kind: 'text'; readonly body: string }
  | { readonly kind: 'no_text'; readonly reason: Reason }
  | { readonly kind: 'left_out'; readonly why: LeftOut };

/** Reasons why the decision cannot be repeated for a conversation. */
export const leftOut = {
  open: 'still open',
  operator: 'an operator intervened',
  outside: 'a vendor, an outage or a full queue decided the outcome',
  events_gone: 'its events have been deleted',
  switched_off: 'follow-ups were switched off',
} as const;
export type LeftOut = keyof typeof leftOut;

/** Reasons that have causes outside the decision. */
const outside: Readonly<Partial<Record<Reason, LeftOut>>> = {
  too_late: 'outside',
  vendor_refused: 'outside',
  chat_gone: 'outside',
  duplicate_session: 'outside',
  number_in_use: 'outside',
  send_ambiguous: 'outside',
  disabled: 'switched_off',
  stopped: 'operator',
};

export interface RecordedOutcome {
  readonly state: string;
  /** A reason of the reasons table; null if none is recorded. */
  readonly reason: Reason | null;
  /** Text of the follow-up; null if none was tried. */
  readonly triedBody: string | null;
  /** Whether the inbox still has the conversation's events from the opening event on. */
  readonly hasEvents: boolean;
  /** Whether an operator asked for the follow-up again. */
  readonly wasRedone: boolean;
}

/** Derives a conversation's outcome from its records. */
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
