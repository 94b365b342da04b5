import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Fires at a fixed rate, whether or not what was fired before is done. `fire` gets its number and its planned moment on
 * performance.now()'s clock: latencies counted from there hold the time that a busy sender was late, too. `jitter`: each comes
 * later than at its even place, by up to this share of the time between two: what is even can fall in step with what it measures.
 */
export async function atRate(
  perSecond: number,
  count: number,
  fire: (i: number, plannedAt: number) => void,
  jitter = 0,
): Promise<void> {
  const startAt = performance.now() + 1;
  for (let i = 0; i < count; i++) {
    const plannedAt = startAt + ((i + jitter * Math.random()) * 1_000) / perSecond;
    for (let wait; (wait = plannedAt - performance.now()) > 0;) await sleep(wait);
    fire(i, plannedAt);
  }
}
