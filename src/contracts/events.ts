import type { StoredSource } from './stored-names.js';

/** What a webhook said, in our words. Vendors' payloads are turned into this at the edge and go no further. */
export type Event =
  | ConversationOpened
  | ChatMessage
  | StatusChanged
  | PhoneCaptured
  | ContactUpdated
  | TextReceived
  | TextStatus
  | OperatorEvent
  | AppDisconnected
  | Unreadable
  | Other;

export interface ConversationOpened {
  readonly kind: 'conversation_opened';
  readonly conversationId: number;
  readonly contactId: number | null;
  readonly status: string | null;
}

export interface ChatMessage {
  readonly kind: 'message';
  readonly conversationId: number;
  readonly messageId: string;
  readonly author: 'visitor' | 'rep' | 'bot';
  readonly authorId: number | null;
  /** Drift's message type, an open list; only `chat` is ever shown to a visitor. */
  readonly type: string;
  readonly html: string;
  /** The app that posted it through the API; null when a person typed it. */
  readonly appId: string | null;
  /** By Drift's clock; absent in events that were stored before it was kept. Milliseconds since the epoch. */
  readonly createdAt?: number | null;
  /** The visitor's IANA time zone where Drift's message context tells it. */
  readonly timeZone: string | null;
  /** At most ten; absent where there are none, and in events that were stored before they were kept. */
  readonly attachments?: readonly Attachment[];
  /** What bots and reps said before the visitor's first message, oldest first; absent where the message does not tell. */
  readonly saidBefore?: readonly Pick<ChatMessage, 'author' | 'html'>[];
  /** No webhook brought it: it was found in Drift later. */
  readonly isMissed?: true;
}

/** A file on a chat message; it is fetched by its ID. */
export interface Attachment {
  readonly id: string;
  readonly name: string | null;
  /** As Drift says; what the file is, its bytes tell. */
  readonly contentType: string | null;
}

export interface StatusChanged {
  readonly kind: 'status_changed';
  readonly conversationId: number;
  readonly status: string;
}

/** A number that was given in the chat, as written. */
export interface PhoneCaptured {
  readonly kind: 'phone_captured';
  readonly conversationId: number | null;
  readonly contactId: number | null;
  readonly phone: string | null;
}

/** A change of a contact. */
export interface ContactUpdated {
  readonly kind: 'contact_updated';
  readonly contactId: number;
  /** The new phone attribute, as written; null if it did not change, or was removed. */
  readonly phone: string | null;
  /** The contact has no phone any more. Absent otherwise, and in events that were stored before it was kept. */
  readonly phoneRemoved?: true;
  /** The phone attribute before a change or a removal, as written, where the event tells. */
  readonly phoneBefore?: string;
}

export interface TextReceived {
  readonly kind: 'text_received';
  readonly messageSid: string;
  readonly visitorNumber: string;
  readonly ourNumber: string;
  readonly body: string;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  /** Twilio's own judgement where Advanced Opt-Out is on. */
  readonly optOutType: string | null;
}

export interface TextStatus {
  readonly kind: 'text_status';
  readonly messageSid: string;
  readonly status: string;
  readonly errorCode: string | null;
  /** From our StatusCallback URL, which Twilio signs. */
  readonly ledgerId: string | null;
  readonly ourNumber: string | null;
}

/** What an operator asks for; it goes the way of every event. */
export type OperatorEvent =
  /** Fetch the conversation anew from Drift and bring ours in line. */
  | { readonly kind: 'refresh_asked'; readonly conversationId: number }
  /** Something has changed: a conversation that waits looks again, an open thread is told who has its number. Nothing begins anew. */
  | { readonly kind: 'look_asked'; readonly conversationId: number }
  /** The conversation is open and Temporal does not have its workflow: start it again. Asked for by a sweep, not by a person. */
  | { readonly kind: 'resume_asked'; readonly conversationId: number; readonly workflowId: string }
  /** Look whether a follow-up is wanted; a conversation that ended without a text begins anew. */
  | { readonly kind: 'follow_up_asked'; readonly conversationId: number }
  /** The opt-out that stood against texts of this conversation is taken back: an open one hears of it. */
  | { readonly kind: 'opt_out_undone'; readonly conversationId: number }
  /** `first`: an entry that was never sent. */
  | {
      readonly kind: 'redrive_asked';
      readonly conversationId: number;
      readonly ledgerId: string;
      readonly medium: 'sms' | 'chat' | 'note';
      readonly purpose: 'follow_up' | 'relay' | 'notice';
      readonly how: 'look' | 'send_again' | 'first';
    };

/** An event that we would act on, and that cannot be read: one of its IDs is beyond what we can hold exactly. It is held for an operator. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly conversationId: number | null;
  readonly why: 'id_beyond_range' | 'foreign_org';
}

/** Stored and answered, of no consequence: an event type that we do not act on, or do not know yet. */
/** The org has taken our app out of its account, in the vendor's settings or by our own call. */
export interface AppDisconnected {
  readonly kind: 'app_disconnected';
  readonly conversationId: null;
}

export interface Other {
  readonly kind: 'other';
  readonly conversationId: number | null;
}

/** An event with its names, ready for the inbox. */
export interface NamedEvent {
  readonly source: StoredSource;
  /** Drift org; null for Twilio, where the number tells it. */
  readonly orgId: number | null;
  /** The vendor's word for the event. */
  readonly type: string;
  /** What makes two deliveries the same event. */
  readonly eventKey: string;
  /**
   * The key if an event of another type has `eventKey` already: a vendor may give two of its events one ID. Absent where the key holds the
   * type anyway.
   */
  readonly keyWithType?: string;
  /** The vendor's own event ID, else the event key. It becomes the workflow's ID: nothing personal in it. */
  readonly eventId: string;
  /** When it happened, by the vendor's clock; null where the event does not say. Milliseconds since the epoch. */
  readonly occurredAt: number | null;
  readonly event: Event;
  /** The payload as sent, less the secret token. */
  readonly raw: unknown;
  /** The W3C traceparent of its webhook; absent where tracing is off. */
  readonly trace?: string;
}
