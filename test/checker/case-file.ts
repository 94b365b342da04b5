import { optOutsOf, type OptOut } from './consent.js';
import { readEvidence, type Evidence, type TextOut } from './evidence.js';
import { followUpsOf } from './follow-ups.js';
import type { HeldUp } from './held-up.js';
import { looksIn, type Looks } from './looks.js';
import { markersIn } from './markers.js';
import { numbersIn, type NumberOf } from './numbers.js';
import { grouped } from './grouped.js';
import {
  isAnswer,
  type Played,
  type PlayedConversation,
  type SaidByText,
  type SaidInChat,
} from './played.js';
import { sessionsOf, type Session } from './sessions.js';
import type { LedgerEntry } from '../../sandbox/shared/ledger.js';

/** What the checker is given. */
export interface Inquiry {
  readonly played: Played;
  /** Entries of the two simulators' ledgers, oldest first. */
  readonly drift: readonly LedgerEntry[];
  readonly twilio: readonly LedgerEntry[];
  /** The visitor's first name if the body is a follow-up, else null. */
  readonly followUpName: (body: string) => string | null;
  /**
   * What `GET /admin/conversations/{id}` says, by Drift conversation ID; null for a 404. Without it no reason is asked
   * for.
   */
  readonly outcomes?: ReadonlyMap<number, { readonly reason: string | null } | null>;
  /** What Textback shows an operator of texts that it could post nowhere, such as into a chat that was deleted: the words. */
  readonly heldWords?: readonly string[];
  /** How many numbers of ours there are: 2 if not given. */
  readonly ourNumbers?: number;
  /** How long a chat waits before it is followed up on. Without it, nothing is said about chats in which one contact waits at once. */
  readonly followUpDelayMs?: number;
  /**
   * How long Textback may take to work on what it has acknowledged before its order against other things counts: a
   * STOP, a take-over of a number. Milliseconds, 10,000 if not given; longer where processes are killed.
   */
  readonly slackMs?: number;
  /** How many first texts a phone may get in a day, and all phones in an hour. Without it: any number. */
  readonly caps?: Caps;
  /** When the ways to Twilio, and to Textback's own records, were blocked: what was decided before arrives after. */
  readonly heldUp?: { readonly toTwilio: readonly HeldUp[]; readonly toRecords: readonly HeldUp[] };
}

export interface Caps {
  readonly perNumber: number;
  readonly perHour: number;
}

export type ViolationKind =
  | 'lost'
  | 'duplicated'
  | 'misrouted'
  | 'out_of_order'
  | 'after_stop'
  | 'old_number'
  | 'answered'
  | 'after_close'
  | 'leaked'
  | 'looped'
  | 'no_reason'
  | 'read_by_stranger'
  | 'taken_over'
  | 'over_the_cap';

/** A broken promise. */
export interface Violation {
  readonly kind: ViolationKind;
  /** Drift's conversation ID; null where it cannot be told. */
  readonly conversationId: number | null;
  readonly what: string;
}

/** The evidence, put in order by conversation. */
export interface CaseFile {
  readonly evidence: Evidence;
  readonly conversations: ReadonlyMap<number, PlayedConversation>;
  readonly chat: readonly SaidInChat[];
  readonly answersOf: ReadonlyMap<number, readonly SaidInChat[]>;
  readonly statusesOf: ReadonlyMap<number, readonly { at: number; status: string }[]>;
  readonly inbound: readonly SaidByText[];
  readonly optOuts: ReadonlyMap<string, readonly OptOut[]>;
  /** What counts as a conversation's number, and since when. */
  readonly numbersOf: ReadonlyMap<number, readonly NumberOf[]>;
  readonly deletedAt: ReadonlyMap<number, number>;
  readonly heldMarkers: ReadonlySet<string>;
  readonly ourNumbers: number;
  readonly followUpDelayMs: number | null;
  /** Every follow-up of a conversation, oldest first; those that belong to none are under null. */
  readonly followUps: ReadonlyMap<number | null, readonly TextOut[]>;
  readonly sessions: readonly Session[];
  readonly slackMs: number;
  readonly heldUp: { readonly toTwilio: readonly HeldUp[]; readonly toRecords: readonly HeldUp[] };
  readonly outcomes: Inquiry['outcomes'];
  readonly caps: Caps;
  readonly looks: ReadonlyMap<number, Looks>;
}

const SLACK_MS = 10_000;

export function openCase(inquiry: Inquiry): CaseFile {
  const { played } = inquiry;
  const evidence = readEvidence(inquiry.drift, inquiry.twilio);
  const chat = played.said.filter((one) => one.channel === 'chat');
  const inbound = played.said.filter((one) => one.channel === 'text');
  const numbersOf = numbersIn(played, evidence);
  const followUps = followUpsOf(played, evidence, numbersOf, inquiry.followUpName);
  return {
    evidence,
    conversations: new Map(played.conversations.map((one) => [one.conversationId, one])),
    chat,
    answersOf: grouped(chat.filter(isAnswer), ({ conversationId }) => conversationId),
    statusesOf: grouped(
      played.said.filter((one) => one.channel === 'status'),
      ({ conversationId }) => conversationId,
    ),
    inbound,
    optOuts: optOutsOf(inbound, evidence),
    numbersOf,
    deletedAt: new Map(
      played.said.flatMap((one) =>
        one.channel === 'deleted' ? [[one.conversationId, one.at] as const] : [],
      ),
    ),
    heldMarkers: new Set(inquiry.heldWords?.flatMap(markersIn)),
    ourNumbers: inquiry.ourNumbers ?? 2,
    followUpDelayMs: inquiry.followUpDelayMs ?? null,
    followUps,
    sessions: sessionsOf(followUps, numbersOf, inbound),
    slackMs: inquiry.slackMs ?? SLACK_MS,
    heldUp: inquiry.heldUp ?? { toTwilio: [], toRecords: [] },
    outcomes: inquiry.outcomes,
    caps: inquiry.caps ?? { perNumber: Infinity, perHour: Infinity },
    looks: looksIn(inquiry.drift),
  };
}
