import { condition } from '@temporalio/workflow';
import type { LedgerRef, SendResult } from '../../src/contracts/activity-results.js';

/** How to look up a send at the vendor, and how to send again. */
export interface Reconciliation {
  readonly reconcile: (ref: LedgerRef) => Promise<SendResult>;
  /** If omitted, the result may be `absent`, and the caller decides whether the message is still wanted. */
  readonly sendAgain?: (ref: LedgerRef) => Promise<SendResult>;
  /** True once a status callback has reported this send. */
  readonly isSettled?: (ledgerId: string) => boolean;
}

/**
 * Follows a send until its result is known. An ambiguous send is looked up and never repeated blindly: it is sent again only after two
 * look-ups in which the vendor did not know it.
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
      // A status callback ends one wait early. If the ledger does not show its result yet, the next look-up comes at the usual time.
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
