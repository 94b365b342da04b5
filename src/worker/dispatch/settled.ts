import type { Outcome } from '../../records/inbox/store.js';

/** An event's outcome and the reason for it. */
export interface Settled {
  readonly outcome: Outcome;
  readonly detail: string | null;
}

export const ignored = (detail: string): Settled => ({ outcome: 'ignored', detail });
export const applied = (detail: string): Settled => ({ outcome: 'applied', detail });
export const held = (detail: string): Settled => ({ outcome: 'held', detail });
export const dispatched: Settled = { outcome: 'dispatched', detail: null };
