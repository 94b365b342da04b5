import { condition } from '@temporalio/workflow';
import type { LedgerRef, SendResult } from '../activities/results.js';

/** How a medium is asked about a send, and made to send again. */
export interface Reconciliation {
  readonly reconcile: (ref: LedgerRef) => Promise<SendResult>;
  readonly sendAgain: (ref: LedgerRef) => Promise<SendResult>;
  /** True once the vendor has told us of this send by itself, by a status callback. */
  readonly isSettled: (ledgerId: string) => boolean;
}

/**
 * Follows a send until it is known what became of it. An ambiguous one is looked for, never repeated blindly: it is sent
 * again only after the vendor was asked twice and did not know it.
 */
export async function settle(
  conversation: { readonly orgId: number; readonly conversationId: number },
  first: SendResult,
  { reconcile, sendAgain, isSettled }: Reconciliation,
): Promise<SendResult> {
  let result = first;
  while (result.kind === 'ambiguous' || result.kind === 'absent') {
    const { ledgerId } = result;
    if (result.kind === 'absent') {
      result = await sendAgain({ ...conversation, ledgerId });
      continue;
    }
    await condition(() => isSettled(ledgerId), result.askAgainInMs, {
      summary: 'a send is ambiguous: wait for its status callback, then look for it',
    });
    result = await reconcile({ ...conversation, ledgerId });
  }
  return result;
}
