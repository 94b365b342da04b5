/** How much a call is in a hurry, as the activities' priorities have it: a relay before a marker. */
export type Urgency = 'urgent' | 'routine';

/** A Drift account as the callers see it: one token, one limit, one limiter in every process. */
export interface Account {
  readonly driftUrl: string;
  readonly accessToken: string;
  readonly orgId: number;
  /** Calls a second that the limiter is told. */
  readonly limit: number;
}

/**
 * One call to Drift that is to be made, each about something of its own, so that the sandbox's ledger tells it: an urgent one
 * posts into a conversation, a routine one sets an attribute of a contact.
 */
export interface WantedCall {
  readonly orgId: number;
  /** Of the conversation or the contact. */
  readonly id: number;
  readonly urgency: Urgency;
}

/** What became of it. Times: milliseconds since the epoch, of the caller's monotonic clock. */
export interface MadeCall extends WantedCall {
  readonly wantedAt: number;
  /** When it was handed to the limiter, at the last try. */
  readonly askedAt: number;
  readonly doneAt: number;
  readonly tries: number;
}

export type ToCaller =
  | { readonly do: 'serve'; readonly account: Account }
  | { readonly do: 'call'; readonly calls: readonly WantedCall[] };
export type FromCaller = 'ready' | MadeCall;

/** As the sandbox's ledger counts time: comparable between processes of one machine. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();
