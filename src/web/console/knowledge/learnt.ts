import type { ConversationSettings } from '../../../contracts/messages.js';
import type { Reason } from '../../../contracts/reasons.js';
import { opening, type WaitingState } from '../../../../workflows/conversation/state.js';

/** Where a conversation stood, as far as what it had learnt tells. */
export interface Standing {
  readonly phase: 'waiting' | 'texted' | 'ended';
  readonly state: WaitingState;
  readonly settings: ConversationSettings;
  /** Why there was no text (yet). */
  readonly reason: Reason | null;
}

/** Something that the conversation learnt, and when. Milliseconds since the epoch. */
export interface Learnt {
  readonly at: number;
  /** What it was, in words. */
  readonly what: string;
  /** What it changed. */
  readonly change: (before: Standing) => Standing;
}

export const atFirst = (
  openedAt: number,
  settings: ConversationSettings,
  state: WaitingState = opening(openedAt),
): Standing => ({
  phase: 'waiting',
  state,
  settings,
  reason: null,
});

/** A change of the waiting part's knowledge alone. */
export const knows =
  (change: (state: WaitingState) => WaitingState) =>
  (before: Standing): Standing => ({ ...before, state: change(before.state) });
