import { deliver as deliverOnce, type Channel, type Ledger } from '../../../src/texting/delivery/deliver.js';
import type { SendResult } from '../../../src/contracts/activity-results.js';
import { freeForRetry } from '../../../src/records/ledger/moves.js';

export * from '../../../src/texting/delivery/deliver.js';

const TRIES = 3;

/** Without the guard, a send of unclear outcome is simply made again, as a client that retries would. */
export async function deliver(context: Ledger, id: string, channel: Channel): Promise<SendResult> {
  let result = await deliverOnce(context, id, channel);
  for (let tries = 1; result.kind === 'ambiguous' && tries < TRIES; tries += 1) {
    if (!(await freeForRetry(context.pool, id))) break;
    result = await deliverOnce(context, id, channel);
  }
  return result;
}
