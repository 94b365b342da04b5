import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Reason } from './reasons.js';

/** The workflow type's name, for the client. */
export const CONVERSATION = 'conversation';

/** Durations in milliseconds. Settings travel with the workflow: a running one keeps those that it started with. */
export interface ConversationSettings {
  readonly followUpDelayMs: number;
  readonly followUpMaxAgeMs: number;
  readonly latePhoneWindowMs: number;
  readonly sessionIdleMs: number;
}

export interface ConversationInput {
  readonly orgId: number;
  readonly conversationId: number;
  /** Drift's contact, where the opening event told it. */
  readonly contactId: number | null;
  /** When the opening event happened, by the vendor's clock. Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly settings: ConversationSettings;
  /** Set by continue-as-new only. */
  readonly carried?: CarriedState;
}

/** What outlives continue-as-new. */
export interface CarriedState {
  readonly seen: readonly string[];
  /** Events that had not been worked on. */
  readonly waiting: readonly ConversationEvent[];
  readonly lastActivityAt: number;
  readonly reason: 'send_ambiguous' | null;
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
}

export type ConversationEventKind =
  | 'opened'
  | 'visitor_spoke'
  | 'rep_spoke'
  | 'closed'
  | 'phone_given'
  /** The contact may have a number now: look it up again. */
  | 'look_again'
  | 'text_received'
  | 'opted_out'
  | 'opted_in'
  | 'send_settled'
  | 'text_failed';

export const eventSignal = defineSignal<[ConversationEvent]>('event');

export interface ConversationStatus {
  readonly state: 'waiting' | 'bridging' | 'done';
  readonly reason: Reason | null;
  readonly waitsFor: string | null;
  readonly until: number | null;
}

export const statusQuery = defineQuery<ConversationStatus>('status');
