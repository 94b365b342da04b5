import { setTimeout as sleep } from 'node:timers/promises';
import type { DriftSimulator } from '../../sandbox/drift/simulator.js';
import type { TwilioSimulator } from '../../sandbox/twilio/simulator.js';

const LOOK_EVERY_MS = 200;

export interface Rest {
  readonly drift: DriftSimulator;
  readonly twilio: TwilioSimulator;
  /** Whether Textback says that it has nothing to do. */
  readonly isIdle: () => Promise<boolean>;
  /** Nothing may have changed in the vendors' ledgers for this long. Milliseconds. */
  readonly quietMs: number;
  readonly withinMs: number;
}

/** Waits until nobody does anything any more. Throws with what was last seen when that takes longer than `withinMs`. */
export async function comeToRest({ drift, twilio, isIdle, quietMs, withinMs }: Rest): Promise<void> {
  const startedAt = performance.now();
  let changedAt = startedAt;
  const changed = () => {
    changedAt = performance.now();
  };
  const unsubscribe = [drift.onChange(changed), twilio.onChange(changed)];
  try {
    for (;;) {
      const isAtRest = await isIdle();
      const now = performance.now();
      if (!isAtRest) changedAt = now;
      if (now - changedAt >= quietMs) return;
      if (now - startedAt > withinMs) {
        const what = isAtRest
          ? `the vendors still see something happen: ${lastSeen(drift, twilio)}`
          : 'Textback still has events to hand over';
        throw new Error(`no rest within ${withinMs} ms: ${what}`);
      }
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    for (const stop of unsubscribe) stop();
  }
}

/** What the vendors saw last, for whoever looks for who does not rest. */
const lastSeen = (...vendors: readonly (DriftSimulator | TwilioSimulator)[]): string =>
  vendors
    .flatMap(({ ledger }) => ledger.entries(ledger.lastSeq - 4))
    .map((entry) => {
      if (entry.kind === 'request') return `${entry.method} ${entry.path} ${entry.status ?? 'pending'}`;
      return `${entry.kind} ${entry.kind === 'webhook' ? entry.type : ''}`;
    })
    .join(', ');
