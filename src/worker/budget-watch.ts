import { LeasedLoop } from '../platform/leases/leased-loop.js';
import type { Logger } from '../platform/logging/logger.js';
import { inTransaction, type Pool } from '../platform/db/pool.js';
import { countAwaiting, takeAwaiting } from '../records/conversations/awaiting-budget.js';
import { askFor } from '../records/inbox/request-event.js';
import { readBudgets } from '../records/ledger/budget.js';

const POLL_MS = 10_000;

export interface BudgetWatchOptions {
  readonly pool: Pool;
  readonly holder: string;
  readonly log: Logger;
  /** First texts an hour; null if there is no limit. */
  readonly limit: number | null;
}

/**
 * Wakes conversations whose first text waits for the hour's budget: as many as there is room for, those first that have been due for
 * longest. Without it they would all ask again and again, and the quickest would go first.
 */
export function watchBudget({ pool, holder, log, limit }: BudgetWatchOptions): LeasedLoop {
  return new LeasedLoop({
    lease: 'first-text-budget',
    pollMs: POLL_MS,
    pool,
    holder,
    log,
    work: async () => {
      await wakeForRoom(pool, limit);
      return false;
    },
    onFailure: (error) =>
      log.warn(
        { err: error },
        'conversations that wait for the budget of first texts were not woken; trying again',
      ),
  });
}

/** One round. Without a limit, all that still wait go on. */
export async function wakeForRoom(pool: Pool, limit: number | null): Promise<void> {
  const waiting = await countAwaiting(pool);
  if (waiting.length === 0) return;
  const budgets = await readBudgets(pool, limit);
  for (const { orgId, count } of waiting) {
    // An org that has used nothing has room, whatever its own limit.
    const { used, limit: most } = budgets.find((one) => one.orgId === orgId) ?? { used: 0, limit };
    const room = most === null ? count : most - used;
    if (room > 0)
      await inTransaction(pool, async (client) => {
        const ids = await takeAwaiting(client, orgId, Math.min(room, count));
        const at = Date.now();
        await askFor(
          client,
          ids.map((conversationId) => ({
            key: `budget:${orgId}:${conversationId}:${at}`,
            orgId,
            event: { kind: 'look_asked', conversationId },
          })),
        );
      });
  }
}
