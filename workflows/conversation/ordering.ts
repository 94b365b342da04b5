import type { ConversationSettings } from '../../src/contracts/messages.js';

/**
 * How a thread puts messages into the order in which they were written:
 * - `as_received`: it does not. The conversation began on a build that did not hold messages; its settings have no window.
 * - `undecided`: messages are held. Whether vendors are asked first is decided when somebody first says something, because
 *   Temporal records the decision as a marker and may bill it.
 * - `hold`: every message waits for the whole window, and each wait for the end of the thread has a timer of its own.
 * - `ask_first`: a message that is alone waits only if the vendor cannot show that none is missing before it, and one timer
 *   is kept for the end of the thread.
 */
export type Ordering = 'as_received' | 'undecided' | 'hold' | 'ask_first';

export const orderingTransitions = {
  as_received: [],
  undecided: ['hold', 'ask_first'],
  hold: [],
  ask_first: [],
} as const satisfies Record<Ordering, readonly Ordering[]>;

export type DecidedOrdering = Exclude<Ordering, 'undecided'>;

/** Conversations go on as they began: the window is a setting that travels with the conversation. */
export const initialOrdering = ({ reorderWindowMs }: ConversationSettings): 'as_received' | 'undecided' =>
  reorderWindowMs === undefined ? 'as_received' : 'undecided';
