import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

interface Ready {
  readonly oldestCallSeconds: number;
}

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
    const ready = async () => (await (await fetch(`${textback.gateway.url}/health/ready`)).json()) as Ready;
    await eventually('calls wait', async () => (await ready()).oldestCallSeconds > 6, 30_000);
    const metrics = await (await fetch(`${textback.gateway.url}/metrics`)).text();
    expect(Number(/^textback_limiter_oldest_seconds (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThan(3);
  }, 60_000);
});
