import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Of one core: less is at rest. Servers and pollers that have nothing to do take about a tenth. */
const AT_REST = 0.3;
const LOOK_MS = 1_000;

/** Processor time that everything on this machine has used so far. Seconds. */
export function machineCpuSeconds(): number {
  return (
    cpus().reduce((total, { times }) => total + times.user + times.nice + times.sys + times.irq, 0) / 1_000
  );
}

/**
 * Waits until this machine has next to nothing to do, so that what is measured next does not share it with what was before.
 * Resolves to whether it came to rest: where others use the machine too, it may not within `withinMs`.
 */
export async function machineAtRest(withinMs: number): Promise<boolean> {
  for (const until = performance.now() + withinMs; performance.now() < until;) {
    const [cpu, at] = [machineCpuSeconds(), performance.now()];
    await sleep(LOOK_MS);
    const cores = ((machineCpuSeconds() - cpu) * 1_000) / (performance.now() - at);
    if (cores < AT_REST) return true;
  }
  return false;
}
