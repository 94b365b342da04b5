import type { NamedEvent } from '../contracts/events.js';

export interface OutboundText {
  readonly to: string;
  readonly from: string;
  readonly body: string;
  /** Where the vendor reports how the text fares. Carries the ledger ID: a report proves acceptance, also when the answer was lost. */
  readonly statusCallback: string;
  /** A text that is not with the carrier after this many seconds is dropped by the vendor. */
  readonly validitySeconds: number;
  /** Makes it an MMS: the vendor fetches these, without credentials; at most ten, 5 MB together. */
  readonly mediaUrls?: readonly string[];
}

/** A text as the vendor lists it. */
export interface ListedText {
  readonly id: string;
  readonly body: string;
  /** Milliseconds since the epoch; the vendor's clock, whole seconds. */
  readonly createdAt: number;
  /** A phone sent it to a number of ours; false: we sent it. */
  readonly isReceived: boolean;
  readonly from: string;
  readonly to: string;
  /** How many pictures and files came with it. */
  readonly files: number;
}

/** A text of which the vendor is asked how it fares. */
export interface TextRef {
  readonly messageSid: string;
  readonly ledgerId: string;
  readonly ourNumber: string | null;
}

/** How many texts one look at what a number received brings at the most. */
export const RECEIVED_AT_ONCE = 5_000;

export interface TextFile {
  readonly bytes: Buffer;
  readonly contentType: string | null;
}

/**
 * What we ask of a vendor of texts, for one org. Every call has a time-out and fails with a VendorError only, or with MediaRefused
 * where that is said. No call is repeated here: whether to send again is decided by the ledger.
 *
 * Not guaranteed: that a send which failed as `ambiguous` did not go out, for there is no idempotency key; that a list shows what was
 * sent a moment ago; that an accepted text arrives, or that anybody ever says how it ended.
 */
export interface SmsClient {
  send(text: OutboundText): Promise<{ readonly id: string }>;
  /** The texts of this pair of numbers, newest first; the latest hundred. */
  list(to: string, from: string): Promise<readonly ListedText[]>;
  /**
   * The texts that a number of ours received from `since` to `before`, both included and milliseconds since the epoch, newest first; the
   * newest `RECEIVED_AT_ONCE` of them.
   */
  received(
    to: string,
    period: { readonly since: number; readonly before: number | null },
  ): Promise<readonly ListedText[]>;
  /**
   * The event that a received text's webhook would have been: where it comes after all, it is the same event. One call more for a text
   * with pictures. Not told by a list: the vendor's own judgement of an opt-out, and where the phone is.
   */
  asReceived(text: ListedText): Promise<NamedEvent>;
  /** Whether a listed text is one of ours with this body: a vendor may put words in front of it and replace quotes and dashes. */
  isSameText(listed: string, ours: string): boolean;
  /**
   * How a text fares, as the event that its report would have been: the same word of the same text is the same event.
   * @throws VendorError `rejected` where the vendor does not know the text (any more).
   */
  statusOf(text: TextRef): Promise<NamedEvent>;
  /**
   * A file of a visitor's text.
   * @throws MediaRefused for what will not change. VendorError for what may pass, and `not_found` where the vendor has no such file,
   * which for a new text means "not yet".
   */
  download(mediaUrl: string): Promise<TextFile>;
}

/** A form as it was sent; all of its parameters count for the signature. */
export type FormParameters = Readonly<Record<string, string | readonly string[]>>;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The vendor's webhooks: whether they are genuine, and what they say. */
export interface SmsWebhooks {
  /** Signed by the vendor, for our account. `url` must be built on PUBLIC_URL, never on request headers, which anyone can set. */
  isGenuine(url: string, headers: Headers, form: FormParameters): boolean;
  /** @throws MalformedEvent */
  textReceived(form: FormParameters): NamedEvent;
  /** `ledgerId`: as the status callback's URL carries it. @throws MalformedEvent */
  textStatus(form: FormParameters, ledgerId: string | undefined): NamedEvent;
  /** Says nothing: any text in the answer would be sent to the visitor. */
  readonly emptyAnswer: { readonly contentType: string; readonly body: string };
}
