import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const CHATS = 40;
/** One a second: many more than go before a call that does not wait behind those of all chats. */
const OTHER_CALLS = 12;

let textback: Textback;
beforeAll(async () => {
  textback = await startTextback({
    environment: { DRIFT_RATE_LIMIT: '1' },
    sandbox: { drift: { rateLimit: 1 } },
  });
});
afterAll(() => textback.close());
const { textsTo, open } = bridgeOf(() => textback);

test("a rep's picture does not wait behind questions to Drift about other chats", async () => {
  const { drift } = textback.sandbox;
  const phone = '+12025550141';
  const id = await open(phone);
  for (let i = 0; i < CHATS; i += 1)
    drift.startConversation({ contact: { phone: `+120255502${10 + i}` }, body: 'Hello?' });
  await eventually('they wait for the limit', async () => {
    const ready = await (await fetch(`${textback.gateway.url}/health/ready`)).json();
    return (ready as { oldestCallSeconds: number }).oldestCallSeconds > 3;
  });
  const before = drift.ledger.requests().length;
  const attachments = [{ name: 'plan.png', contentType: 'image/png', data: PNG.toString('base64') }];
  drift.say(id, { author: 'rep', body: 'Our offer', attachments });
  await eventually('it is texted', () => textsTo(phone).length === 2, 60_000);
  const calls = drift.ledger.requests().slice(before);
  const fetched = calls.findIndex(({ path }) => path.startsWith('/attachments/'));
  expect(fetched).toBeGreaterThanOrEqual(0);
  expect(fetched).toBeLessThan(OTHER_CALLS);
}, 120_000);
