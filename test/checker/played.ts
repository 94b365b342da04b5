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
  /** The visitor's first name. No other conversation has it, so that its follow-up is known by it. */
  readonly name: string;
  /** E.164: every number that was given for this conversation and can be texted. */
  readonly phones: readonly string[];
  /** `follow-up`: nobody answered or closed the chat, and a number that takes texts is known. `open`: a race. */
  readonly prospects: 'follow-up' | 'none' | 'open';
}

export type Said = SaidInChat | SaidByText | StatusSet;

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
  readonly meaning: 'words' | 'stop' | 'start' | 'help';
  readonly markers: readonly string[];
}

/** A person closed or opened the chat. */
export interface StatusSet {
  readonly channel: 'status';
  readonly at: number;
  readonly conversationId: number;
  readonly status: 'open' | 'closed';
}

/** Whether a message is a person's answer: what may go to a phone, and what makes a follow-up unwanted. */
export const isAnswer = ({ by, type }: SaidInChat): boolean => by === 'rep' && type === 'chat';
