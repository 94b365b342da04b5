/**
 * What people did while a scenario was played, as far as the vendors' ledgers do not tell it: what was meant by it, and
 * what is to be expected of it. Times are milliseconds since the epoch on the clock of the sandbox's ledgers.
 */
export interface Played {
  readonly conversations: readonly PlayedConversation[];
  /** In the order in which it happened. */
  readonly said: readonly Said[];
}

export interface PlayedConversation {
  readonly conversationId: number;
  readonly contactId: number;
  /** Place of its script in the day. */
  readonly script: number;
  /** The visitor's first name. Nobody else has it, so that a follow-up is known by it. */
  readonly name: string;
  /** E.164: every number that was given for this conversation and can be texted, the first one first. */
  readonly phones: readonly string[];
  /** `follow-up`: nobody answered or closed the chat, and a number that takes texts is known. `open`: a race. */
  readonly prospects: 'follow-up' | 'none' | 'open';
}

export type Said = SaidInChat | SaidByText | StatusSet | NumberCorrected | ChatDeleted;

/** A message in the Drift conversation that was not posted through the API. */
export interface SaidInChat {
  readonly channel: 'chat';
  readonly at: number;
  readonly conversationId: number;
  readonly messageId: number;
  readonly by: 'visitor' | 'rep' | 'bot';
  /** Drift's message type, or one that does not exist. */
  readonly type: string;
  /** Markers in the body; a long one has several. Empty for a message without words. */
  readonly markers: readonly string[];
  /** The visitor's phone number stands in it and nowhere else. */
  readonly givesPhone?: boolean;
}

/** A text from a visitor's phone. */
export interface SaidByText {
  readonly channel: 'text';
  readonly at: number;
  readonly phone: string;
  /** Our number. */
  readonly to: string;
  readonly sid: string;
  /** `disown`: a STOP that says besides that the phone is not the visitor's. */
  readonly meaning: 'words' | 'stop' | 'disown' | 'start' | 'help';
  readonly markers: readonly string[];
}

/** A person closed or opened the chat. */
export interface StatusSet {
  readonly channel: 'status';
  readonly at: number;
  readonly conversationId: number;
  readonly status: 'open' | 'closed';
}

/** There was a number, and the visitor gives another one, which counts from then on. */
export interface NumberCorrected {
  readonly channel: 'number';
  readonly at: number;
  /** The chats for which it counts: one if it was written there, all of the contact if Drift has it on the contact. */
  readonly conversationIds: readonly number[];
  readonly phone: string;
  /** What tells Textback: a message, or webhooks by their places in Drift's ledger. */
  readonly toldBy: { readonly messageId: number } | { readonly webhooks: readonly number[] };
  /** False for a number that was captured: no field of that webhook says when. */
  readonly isDated: boolean;
}

/** Somebody deleted the chat in Drift. No webhook tells of it. */
export interface ChatDeleted {
  readonly channel: 'deleted';
  readonly at: number;
  readonly conversationId: number;
}

/** Whether a message is a person's answer: what may go to a phone, and what makes a follow-up unwanted. */
export const isAnswer = ({ by, type }: SaidInChat): boolean => by === 'rep' && type === 'chat';
