import type { Said } from '../contracts/answers.js';
import type { NamedEvent } from '../contracts/events.js';

/** A conversation as the vendor shows it now. */
export interface Conversation {
  /** In lower case; an open list, of which `closed` is one. */
  readonly status: string;
  readonly contactId: number | null;
  /** Users of the company who are in it. */
  readonly participants: readonly number[];
  /** Null if the vendor has a list of tags that cannot be read: such a list must not be replaced. */
  readonly tags: readonly string[] | null;
  /** As the vendor gave it, for its own adapter only. */
  readonly raw: unknown;
}

/** A conversation in the vendor's list of all; its tags and participants are not told there. */
export interface ListedConversation extends Conversation {
  readonly id: number;
  /** Milliseconds since the epoch, by the vendor's clock: the last message, or another change. */
  readonly updatedAt: number;
}

/** What the vendor knows of a visitor, as written. */
export interface Contact {
  readonly name: string | null;
  readonly phone: string | null;
}

/** A message as the vendor lists it. Not promised: that its webhook has come, or that it will come. */
export interface Message extends Said {
  readonly id: string;
  /** Only `chat` is ever shown to a visitor, a `note` to the company alone; `other` is all else. */
  readonly kind: 'chat' | 'note' | 'other';
  readonly html: string | null;
  /** Milliseconds since the epoch, by the vendor's clock. */
  readonly createdAt: number | null;
  /** As the vendor gave it, for its own adapter only. */
  readonly raw: unknown;
}

/**
 * Is called before each of many calls. It tells whoever waits that the work goes on, and throws when nobody waits any more, so that a walk
 * over thousands of messages neither counts as dead nor lives on without a purpose.
 */
export type GoOn = () => void;

/** A post that the vendor has taken. */
export interface Posted {
  readonly id: string;
  /** The app that we post as; null if the response does not say. */
  readonly appId: string | null;
}

export interface ChatFile {
  readonly bytes: Buffer;
  readonly contentType: string | null;
}

/**
 * What we ask of a vendor of chats, for one org. Every call waits for the rate limit that all processes share, has a time-out,
 * and fails with a VendorError only, or with MediaRefused where that is said.
 *
 * Not guaranteed: that a post which failed as `ambiguous` was not made, for there is no idempotency key; that a list shows what was
 * written a moment ago; that what is read here and what a webhook says come in the same order.
 */
export interface ChatClient {
  /** The vendor was failing, or refused our token, when this process last called it. */
  readonly isAway: boolean;
  /** How long the oldest call of this process has been waiting for the rate limit. Milliseconds. */
  readonly oldestWaitMs: number;

  conversation(id: number): Promise<Conversation>;
  contact(id: number): Promise<Contact>;
  /** The org whose token we have. */
  orgOfToken(): Promise<number>;

  /**
   * All messages, oldest first: there is no way to ask for the newest. A walk that ends has seen them all; one that cannot go on throws.
   * @throws VendorError, and what `goOn` throws
   */
  messages(conversationId: number, goOn: GoOn): AsyncIterable<Message>;
  /**
   * A page of all conversations, the last changed first. `cursor`: that of the page before. One that changes meanwhile moves to the front,
   * so that a page may repeat what the one before had.
   * @throws VendorError `rate_limited`, the call not made, where no call is to spare.
   */
  lastChanged(cursor: string | null): Promise<{
    readonly conversations: readonly ListedConversation[];
    /** Null on the last page. */
    readonly next: string | null;
  }>;
  /**
   * The messages of a conversation, as `messages` gives them.
   * @throws VendorError `rate_limited`, the call not made, where no call is to spare.
   */
  messagesIfSpare(conversationId: number): AsyncIterable<Message>;
  /**
   * The messages of a conversation that is short enough for one call; null for a longer one.
   * @throws VendorError `rate_limited`, the call not made, where no call is to spare.
   */
  messagesOfShort(conversationId: number): Promise<readonly Message[] | null>;

  /** As our bot: no API posts as the visitor. A note is shown to the company only. */
  post(
    conversationId: number,
    message: { readonly kind: 'chat' | 'note'; readonly html: string },
  ): Promise<Posted>;
  /** Puts our number on the contact, and the marker too where it is given. */
  markContact(
    contactId: number,
    mark: { readonly ourNumber: string; readonly marker: string | null },
  ): Promise<void>;
  /** Replaces the tags. False where the account's API has no such call, the token may not make it, or the conversation was deleted. */
  setTags(conversationId: number, tags: readonly string[]): Promise<boolean>;
  /** Says on the contact's timeline that a text went out. */
  addTextedToTimeline(contactId: number, marker: string): Promise<void>;

  /**
   * A file on a message, 5 MB at the most.
   * @throws MediaRefused for what will not change, VendorError for what may pass.
   */
  attachment(id: string): Promise<ChatFile>;

  /** The event that the webhook of each would have been: where it comes after all, it is the same event. */
  readonly events: {
    opened(orgId: number, conversationId: number, conversation: Conversation): NamedEvent;
    said(orgId: number, conversationId: number, message: Message): NamedEvent;
  };
}

/** What headers and raw body prove, before anything is parsed; `token-needed`: the body has to hold a token. */
export type HeaderVerdict = 'genuine' | 'forged' | 'token-needed';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The vendor's webhooks: whether they are genuine, and what they say. */
export interface ChatWebhooks {
  verifyHeaders(headers: Headers, rawBody: Buffer): HeaderVerdict;
  /** Whether the token in the body is right. A missing token is right unless it is `needed`. */
  isTokenRight(payload: unknown, needed: boolean): boolean;
  /** @throws MalformedEvent */
  nameEvent(payload: unknown): NamedEvent;
}
