import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` in one process of the machine at a time. `lock`: a folder that stands for the turn and is gone afterwards; one
 * that is older than `staleMs` belongs to nobody any more.
 */
export async function inTurn<T>(lock: string, staleMs: number, work: () => T): Promise<T> {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > staleMs) rmdirSync(lock);
    else await delay(250);
  }
  try {
    return work();
  } finally {
    rmdirSync(lock);
  }
}
