import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';

/**
 * Continues after a call has failed for good, since one message must not block the next, and returns null. The failed activity stays
 * visible in the history, the ledger entry keeps its state, and the log names the failure.
 */
export async function giveUp<T>(what: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.error(`gave up on ${what}`, { activityType: error.activityType, cause: error.cause?.message });
    return null;
  }
}
