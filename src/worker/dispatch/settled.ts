import { heldCodes, type HeldCode } from '../../contracts/held-codes.js';
import type { Settlement } from '../../records/inbox/store.js';

/** An event's outcome and the reason for it. */
export type Settled = Omit<Settlement, 'id'>;

export const ignored = (detail: string): Settled => ({ outcome: 'ignored', detail });
export const applied = (detail: string): Settled => ({ outcome: 'applied', detail });
export const held = (detail: string): Settled => ({ outcome: 'held', detail });
export const heldAs = (code: HeldCode): Settled => ({ outcome: 'held', detail: heldCodes[code], code });
export const dispatched: Settled = { outcome: 'dispatched', detail: null };
