import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { RollingWindow, peakInWindow } from '../../sandbox/shared/rolling-window.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Sandbox } from '../../sandbox/sandbox.js';

const { accessToken } = sandboxCredentials.drift;

describe('the rolling window', () => {
  test('admits a call the moment the oldest leaves, not before', () => {
    const window = new RollingWindow();
    expect([0, 10, 20].map((at) => window.call(at, 3, 1000).admitted)).toEqual([true, true, true]);
    expect(window.call(999, 3, 1000)).toEqual({ admitted: false, inWindow: 3, waitMs: 1 });
    expect(window.call(1000, 3, 1000)).toEqual({ admitted: true, inWindow: 2, waitMs: 0 });
    expect(window.call(1009.5, 3, 1000).admitted).toBe(false);
    expect(window.call(1010, 3, 1000).admitted).toBe(true);
  });

  test('a burst over the edge of a second is refused, where a counter per second would let it pass', () => {
    const window = new RollingWindow();
    const times = [...Array.from({ length: 10 }, () => 950), ...Array.from({ length: 10 }, () => 1050)];
    expect(times.filter((at) => window.call(at, 10, 1000).admitted)).toHaveLength(10);
    expect(peakInWindow(times, 1000)).toBe(20);
    expect(peakInWindow([0, 1000, 2000], 1000)).toBe(1);
    expect(peakInWindow([], 1000)).toBe(0);
  });
});

describe('Drift’s limit', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({
      drift: {
        orgs: [
          { ...sandboxCredentials.drift },
          { orgId: 8008, accessToken: 'other-token', verificationToken: 'other' },
        ],
        // Long enough that a slow machine makes all calls of a test inside one window.
        rateWindowMs: 60_000,
      },
    });
  });
  afterEach(() => sandbox.close());

  const call = (token = accessToken) =>
    fetch(`${sandbox.driftUrl}/users/list`, { headers: { authorization: `Bearer ${token}` } });
  const burst = async (count: number) =>
    (await Promise.all(Array.from({ length: count }, () => call()))).map((response) => response.status);

  test('the eleventh call of a window is 429 rate_limit, a violation in the ledger, and has no effect', async () => {
    const statuses = await burst(12);
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    const over = await call();
    expect(await over.json()).toEqual({ error: { type: 'rate_limit', message: expect.any(String) } });
    expect(sandbox.drift.ledger.violations()).toHaveLength(3);
    expect(sandbox.drift.ledger.violations()[0]).toMatchObject({
      account: 'org:7007',
      inWindow: 11,
      limit: 10,
    });
    expect(sandbox.drift.peakCalls()).toBe(13);

    const { conversation } = sandbox.drift.startConversation();
    await fetch(`${sandbox.driftUrl}/conversations/${conversation.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'chat', body: 'x' }),
    });
    expect(sandbox.drift.messages(conversation.id)).toEqual([]);
  });

  test('each token has its own window', async () => {
    await burst(10);
    expect((await call()).status).toBe(429);
    expect((await call('other-token')).status).toBe(200);
  });

  test('the limit can be changed and switched off while it runs', async () => {
    sandbox.drift.setSwitches({ rateLimit: 2 });
    expect((await burst(3)).filter((status) => status === 429)).toHaveLength(1);
    sandbox.drift.setSwitches({ rateLimit: 0 });
    expect((await burst(30)).filter((status) => status === 429)).toHaveLength(0);
  });

  test('headers of limit and Retry-After come where the switches say so', async () => {
    const plain = await call();
    expect([...plain.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    sandbox.drift.setSwitches({ rateHeaders: 'kong', rateLimit: 3, rateRetryAfter: true });
    const counted = await call();
    expect(counted.headers.get('x-ratelimit-limit-minute')).toBe('3');
    expect(counted.headers.get('x-ratelimit-remaining-minute')).toBe('1');
    await call();
    const over = await call();
    expect(over.status).toBe(429);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(50);
  });
});
