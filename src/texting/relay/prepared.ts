import type { Overtaken, Quiet } from '../../contracts/activity-results.js';
import type { Reason } from '../../contracts/reasons.js';

/** Whether a relay may go out: its ledger entry, or why there is none. */
export type PreparedRelay =
  | {
      readonly kind: 'ready';
      readonly ledgerId: string;
      readonly parts: number;
      /** Files of the message that cannot go out. */
      readonly lostFiles: number;
      /** When it could first have gone out, quiet hours not counted, for how long it took; null for a further part. */
      readonly since: number | null;
    }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly code: string }
  | { readonly kind: 'skipped'; readonly why: string; readonly lostFiles?: number }
  | Quiet
  | Overtaken;

export const skipped = (why: string): PreparedRelay => ({ kind: 'skipped', why });
