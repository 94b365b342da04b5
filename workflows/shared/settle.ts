import { condition } from '@temporalio/workflow';
import type { LedgerRef, SendResult } from '../../src/contracts/activity-results.js';

/** How a medium is asked about a send, and made to send again. */
export interface Reconciliation {
  readonly reconcile: (ref: LedgerRef) => Promise<SendResult>;
  /** Left out where the caller has to decide first whether it is still wanted: then `absent` is the result. */
  readonly sendAgain?: (ref: LedgerRef) => Promise<SendResult>;
  /** True once the vendor has told us of this send by itself, by a status callback. */
  readonly isSettled?: (ledgerId: string) => boolean;
}

/**
 * Follows a send until it is known what became of it. An ambiguous one is looked for, never repeated blindly: it is sent
 * again only after the vendor was asked twice and did not know it.
 */
export async function settle(
  conversation: { readonly orgId: number; readonly conversationId: number },
  first: SendResult,
  { reconcile, sendAgain, isSettled = () => false }: Reconciliation,
): Promise<SendResult> {
  let result = first;
  let wasTold = false;
  for (;;) {
    if (result.kind === 'absent' && sendAgain) {
      result = await sendAgain({ ...conversation, ledgerId: result.ledgerId });
    } else if (result.kind === 'ambiguous') {
      const { ledgerId, askAgainInMs } = result;
      // Being told cuts one wait short. If the ledger does not show it yet, the next look comes in its time.
      const mayCut: boolean = !wasTold;
      wasTold = await condition(() => mayCut && isSettled(ledgerId), askAgainInMs, {
        summary: 'ambiguous send: wait for its status callback, then look for it',
      });
      result = await reconcile({ ...conversation, ledgerId });
    } else {
      return result;
    }
  }
}
