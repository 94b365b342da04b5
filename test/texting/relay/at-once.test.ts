import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

const MESSAGES_OF_A_CHAT = '/conversations/:id/messages';
const WINDOW_MS = 6_000;

describe('a message before which nothing is missing goes at once, however long the window is', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: { REORDER_WINDOW: `${WINDOW_MS / 1_000}s`, DRIFT_RATE_LIMIT: '100' },
      sandbox: { drift: { rateLimit: 100 } },
    });
  });
  afterEach(() => {
    textback.sandbox.drift.faults.clear();
  });
  afterAll(() => textback.close());

  const { bodiesTo: allTo, chats: chatsOf, open } = bridgeOf(() => textback);
  const bodiesTo = (phone: string) => allTo(phone).slice(1);
  /** Milliseconds until it holds. */
  const took = async (what: string, holds: () => boolean) => {
    const at = performance.now();
    await eventually(what, holds);
    return performance.now() - at;
  };

  test("a rep's message, by one look at Drift", async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550190';
    const id = await open(phone);
    drift.say(id, { author: 'rep', body: 'We have it in blue.' });
    expect(await took('it is texted', () => bodiesTo(phone).length === 1)).toBeLessThan(WINDOW_MS - 2_000);
  });

  test("a visitor's text, by one look at Twilio", async () => {
    const phone = '+12025550191';
    const id = await open(phone);
    textback.sandbox.twilio.text({ from: phone, body: 'And in red?' });
    expect(await took('it is posted', () => chatsOf(id).length === 1)).toBeLessThan(WINDOW_MS - 2_000);
  });

  test("not a rep's message before which Drift shows another: it waits for that one, and goes after it", async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550192';
    const id = await open(phone);
    drift.setSwitches({ delayMs: 2_000 });
    drift.say(id, { author: 'rep', body: 'written first' });
    drift.setSwitches({ delayMs: 0 });
    drift.say(id, { author: 'rep', body: 'written second' });
    await eventually('both are texted', () => bodiesTo(phone).length === 2);
    expect(bodiesTo(phone)).toEqual(['written first', 'written second']);
  });

  test("not a visitor's text before which Twilio shows another: it waits for that one, and goes after it", async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550194';
    const id = await open(phone);
    twilio.setSwitches({ delayMs: 2_000 });
    twilio.text({ from: phone, body: 'written first' });
    twilio.setSwitches({ delayMs: 0 });
    twilio.text({ from: phone, body: 'written second' });
    await eventually('both are posted', () => chatsOf(id).length === 2);
    expect(chatsOf(id).map(({ body }) => /written \w+/.exec(body)?.[0])).toEqual([
      'written first',
      'written second',
    ]);
  });

  test('one before which Drift shows another that never comes goes when its window is over', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550195';
    const id = await open(phone);
    drift.setSwitches({ subscribedEvents: [] }); // its webhook is lost
    drift.say(id, { author: 'rep', body: 'written first' });
    drift.setSwitches({ subscribedEvents: null });
    drift.say(id, { author: 'rep', body: 'written second' });
    const ms = await took('the second is texted without the first', () => bodiesTo(phone).length === 1);
    expect(ms).toBeGreaterThan(WINDOW_MS - 500);
  });

  test('where Drift does not answer, it goes when its window is over', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550193';
    const id = await open(phone);
    drift.addFault({ route: MESSAGES_OF_A_CHAT, method: 'GET', kind: '500', times: 100 });
    drift.say(id, { author: 'rep', body: 'Still there?' });
    const ms = await took('it is texted', () => bodiesTo(phone).length === 1);
    expect(ms).toBeGreaterThan(WINDOW_MS - 500);
  });
});
