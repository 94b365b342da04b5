import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../platform/db/pool.js';
import type { Logger } from '../platform/logging/logger.js';
import { forgetDead } from '../records/dead-numbers/dead-numbers.js';
import { deleteExpiredMedia } from '../records/media/store.js';

const EVERY_MS = 5 * 60_000;
const BATCH = 100;

/** Deletes data whose retention has ended. Every worker does so, and none waits for another's rows. Ends with `signal`. */
export async function runRetention(pool: Pool, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      let deleted: number;
      do deleted = await deleteExpiredMedia(pool, BATCH);
      while (deleted === BATCH);
      do deleted = await forgetDead(pool, BATCH);
      while (deleted === BATCH);
    } catch (error) {
      log.warn(
        { err: error },
        'expired pictures, files and dead numbers were not deleted; the next run deletes them',
      );
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}
