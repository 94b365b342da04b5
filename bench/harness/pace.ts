import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Fires at a fixed rate, whether or not what was fired before is done. `fire` gets its number and its planned moment on
 * performance.now()'s clock: latencies counted from there hold the time that a busy sender was late, too.
 */
export async function atRate(
  perSecond: number,
  count: number,
  fire: (i: number, plannedAt: number) => void,
): Promise<void> {
  const startAt = performance.now() + 1;
  for (let i = 0; i < count;) {
    const plannedAt = startAt + (i * 1_000) / perSecond;
    const wait = plannedAt - performance.now();
    if (wait > 0) await sleep(wait);
    else fire(i++, plannedAt);
  }
}
