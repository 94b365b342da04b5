import type { Worker } from '@temporalio/worker';
import type { Connection } from '@temporalio/client';
import type { Pool } from '../platform/db/pool.js';
import type { Logger } from '../platform/logging/logger.js';
import { recordHeartbeat, HEARTBEAT_INTERVAL_MS, deleteHeartbeat } from '../platform/leases/heartbeats.js';

/**
 * Records in PostgreSQL that this worker polls, while it does and its Temporal server answers; readiness reads it there. Returns the
 * function that stops the heartbeat.
 */
export function startHeartbeat(
  pool: Pool,
  name: string,
  workers: readonly Worker[],
  connection: Connection,
  oldestCallMs: () => Promise<number>,
  log: Logger,
): () => Promise<void> {
  const beat = async () => {
    try {
      if (!workers.every((worker) => worker.getState() === 'RUNNING')) return;
      // The call also shows whether the Temporal server answers.
      const waited = await connection.withDeadline(Date.now() + 2_000, oldestCallMs);
      await recordHeartbeat(pool, name, waited);
    } catch (error) {
      log.warn({ err: error }, 'the heartbeat failed: this worker does not count as polling for now');
    }
  };
  let beating = beat();
  const timer = setInterval(() => {
    beating = beating.then(beat);
  }, HEARTBEAT_INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await beating;
    try {
      await deleteHeartbeat(pool, name);
    } catch (error) {
      log.warn({ err: error }, 'the worker was not deregistered; it soon counts as gone');
    }
  };
}
