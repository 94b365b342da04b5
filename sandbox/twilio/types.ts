/** Shapes of the simulated Twilio account. Times are ms since the epoch. */

export interface TwilioAccount {
  accountSid: string;
  authToken: string;
  apiKey?: string;
  apiSecret?: string;
  /** E.164; the account's own numbers, all of them in the Messaging Service when there is one. */
  numbers: readonly string[];
  messagingServiceSid?: string;
}

export const statuses = [
  'accepted',
  'scheduled',
  'canceled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'receiving',
  'received',
  'read',
  'partially_delivered',
] as const;
export type Status = (typeof statuses)[number];

export interface Media {
  sid: string;
  contentType: string;
  /** The address of the bytes; if null, the simulator serves a tiny picture of its own. */
  url: string | null;
}

/**
 * A text, either way. `source` tells who made it: the API, Twilio's own reply to a keyword, the answer that Textback
 * gave to an inbound webhook, or the person with the phone.
 */
export interface Text {
  sid: string;
  source: 'api' | 'auto-reply' | 'webhook-reply' | 'phone';
  direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  from: string | null;
  to: string;
  body: string;
  status: Status;
  errorCode: number | null;
  errorMessage: string | null;
  messagingServiceSid: string | null;
  statusCallback: string | null;
  media: Media[];
  numSegments: number;
  dateCreated: number;
  dateUpdated: number;
  dateSent: number | null;
  sendAt: number | null;
}

/** An outcome other than delivery: refused at once, or accepted and then failed. */
export type Outcome = { refuse: number } | { status: 'failed' | 'undelivered'; errorCode: number };
