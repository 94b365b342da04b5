import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';

interface Ready {
  readonly workers: number;
  readonly oldestCallSeconds: number;
}
const askReady = async ({ gateway }: Textback) =>
  (await (await fetch(`${gateway.url}/health/ready`)).json()) as Ready;

describe('more calls to Drift than its limit allows', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: { DRIFT_RATE_LIMIT: '1' },
      sandbox: { drift: { rateLimit: 1 } },
    });
  });
  afterAll(() => textback.close());

  test('show in /health/ready and in the metrics as the age of the oldest one, also while it waits in Temporal', async () => {
    for (let i = 0; i < 20; i += 1)
      textback.sandbox.drift.startConversation({ contact: { phone: `+120255501${10 + i}` }, body: 'Hello?' });
    await eventually('calls wait', async () => (await askReady(textback)).oldestCallSeconds > 6, 30_000);
    const metrics = await (await fetch(`${textback.gateway.url}/metrics`)).text();
    expect(Number(/^textback_limiter_oldest_seconds (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThan(3);
  }, 60_000);
});

describe('few calls to Drift, while it asks us to stop for a while', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  test('show in /health/ready although none waits in Temporal, and their worker counts as polling', async () => {
    const { drift } = textback.sandbox;
    drift.addFault({ route: '/contacts/:id', kind: '429', retryAfterSeconds: 15, times: 1 });
    drift.startConversation({ contact: { phone: '+12025550150' }, body: 'Hello?' });
    await eventually('Drift asks us to stop', () => drift.faults.list().some(({ fired }) => fired > 0));
    drift.startConversation({ contact: { phone: '+12025550151' }, body: 'Hello?' });
    const ready = await eventually('a call waits', async () => {
      const seen = await askReady(textback);
      return seen.oldestCallSeconds > 4 ? seen : null;
    });
    expect(ready.workers).toBe(1);
  }, 60_000);

  test('for minutes: /health/ready says for how long, and so do the metrics', async () => {
    const { drift } = textback.sandbox;
    drift.addFault({ route: '/contacts/:id', kind: '429', retryAfterSeconds: 1_800, times: 1 });
    drift.startConversation({ contact: { phone: '+12025550152' }, body: 'Hello?' });
    const answer = await eventually('it is not ready', async () => {
      const response = await fetch(`${textback.gateway.url}/health/ready`);
      return response.status === 503 ? response.text() : null;
    });
    expect(answer).toMatch(/Drift asked for a pause of another 1[78]\d\d s/);
    const metrics = await (await fetch(`${textback.gateway.url}/metrics`)).text();
    expect(Number(/^textback_limiter_paused_seconds\S* (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThan(1_700);
  }, 60_000);
});
