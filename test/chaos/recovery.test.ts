import { expect, test } from '@jest/globals';
import { Ledger, type EffectEntry } from '../../sandbox/shared/ledger.js';
import type { Injected } from './inject.js';
import { recoveries } from './recovery.js';

const fault = (name: string, at: number, fired = true): Injected => ({
  name,
  what: '',
  atMs: 0,
  at,
  fired,
  seen: '',
});

test('recovery is the time from a kill that was seen to the next text or post of ours', () => {
  const drift = new Ledger();
  const twilio = new Ledger();
  const effect = (ledger: Ledger, at: number, what: string, by = 'api') =>
    ledger.append<EffectEntry>({ kind: 'effect', effect: what, data: { by }, at });
  effect(drift, 1_000, 'message');
  effect(drift, 1_150, 'message', 'person');
  effect(twilio, 1_300, 'text');
  effect(drift, 3_000, 'message');
  const injected = [
    fault('kill worker', 1_100),
    fault('kill worker', 2_000),
    fault('kill worker', 2_100, false),
    fault('kill gateway', 9_000),
    fault('hang drift', 1_100),
  ];
  expect(recoveries(injected, [drift.entries(), twilio.entries()])).toEqual([
    { name: 'kill worker', count: 2, p50Ms: 200, maxMs: 1_000 },
  ]);
});
