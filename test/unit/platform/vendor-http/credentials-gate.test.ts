import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { VendorError } from '../../../../src/platform/errors/vendor-error.js';
import { Metrics } from '../../../../src/platform/metrics/metrics.js';
import { CredentialsGate } from '../../../../src/platform/vendor-http/credentials-gate.js';

const refused = () => Promise.reject(new VendorError('chat', 'unauthorized', 'in a test'));

describe('credentials that are refused', () => {
  const gateOf = (probeMs: number) => {
    const metrics = new Metrics();
    const gate = new CredentialsGate({ vendor: 'chat', metrics, log: pino({ level: 'silent' }), probeMs });
    const shown = async () =>
      (await metrics.registry.metrics()).includes('textback_credentials_refused{vendor="drift"} 1');
    return { gate, shown };
  };

  test('after one refusal no call goes out, and a metric says so', async () => {
    const { gate, shown } = gateOf(60_000);
    expect(await shown()).toBe(false);
    await expect(gate.run(refused)).rejects.toMatchObject({ failure: 'unauthorized' });
    let calls = 0;
    const counting = () => Promise.resolve((calls += 1));
    for (let i = 0; i < 20; i++)
      await expect(gate.run(counting)).rejects.toMatchObject({ failure: 'unauthorized' });
    expect(calls).toBe(0);
    expect([gate.isClosed, await shown()]).toEqual([true, true]);
  });

  test('one call in a while looks, and once they are taken again all calls go out', async () => {
    const { gate, shown } = gateOf(0);
    await expect(gate.run(refused)).rejects.toMatchObject({ failure: 'unauthorized' });
    await expect(gate.run(refused)).rejects.toMatchObject({ failure: 'unauthorized' });
    expect(await gate.run(() => Promise.resolve('taken'))).toBe('taken');
    expect([gate.isClosed, await shown()]).toEqual([false, false]);
  });

  test('another failure says nothing about the credentials', async () => {
    const { gate } = gateOf(60_000);
    const busy = () => Promise.reject(new VendorError('chat', 'rate_limited', 'in a test'));
    await expect(gate.run(busy)).rejects.toMatchObject({ failure: 'rate_limited' });
    expect(await gate.run(() => Promise.resolve('taken'))).toBe('taken');
  });
});
