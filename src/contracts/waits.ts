import type { Reason } from './reasons.js';

/**
 * The states of a conversation's waits:
 * - `waiting`: its one open workflow waits for an answer to the visitor's first unanswered words.
 * - `ended`: no text, and a reason. The visitor's next unanswered words open the next wait, under a workflow of their own.
 * - `final`: no text, and no further wait: see `finalReasons`. Only an operator can begin it anew.
 * - `texted`: a text went out, or may have: messages are relayed, and there is no further wait.
 */
export type WaitState = 'waiting' | 'ended' | 'final' | 'texted';

export const waitTransitions = {
  waiting: {
    ended: 'answered, closed, or refused with a reason that may pass',
    final: 'opted out, stopped by an operator, or the last wait that a conversation may have',
    texted: 'nobody answered: the text went out, or may have',
  },
  ended: { waiting: "the visitor's next unanswered words; or an operator reprocesses the conversation" },
  final: {
    waiting:
      'the phone texts START and the visitor writes again; or an operator reprocesses the conversation',
  },
  texted: {},
} as const satisfies Record<WaitState, Partial<Record<WaitState, string>>>;

/** A visitor who is let down in one chat again and again is not helped by another text. */
export const MAX_WAITS = 5;

/** After these the visitor's next words open no wait: somebody has decided, or a text may have gone out. */
export const finalReasons: ReadonlySet<Reason> = new Set<Reason>([
  'opted_out',
  'send_ambiguous',
  'duplicate_session',
  'stopped',
]);

export interface WaitFacts {
  readonly state: 'waiting' | 'bridging' | 'done';
  /** Why no text went out; null if one did. */
  readonly reason: Reason | null;
  /** How many waits there were. */
  readonly waits: number;
  /** The phone's owner has texted START since they opted out. */
  readonly hasOptedIn?: boolean;
}

/** The state of a conversation's last wait. Pure. */
export function waitState({ state, reason, waits, hasOptedIn = false }: WaitFacts): WaitState {
  if (state === 'waiting') return 'waiting';
  if (state === 'bridging' || reason === null || reason === 'send_ambiguous') return 'texted';
  if (waits >= MAX_WAITS) return 'final';
  return finalReasons.has(reason) && !(reason === 'opted_out' && hasOptedIn) ? 'final' : 'ended';
}
