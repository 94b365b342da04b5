import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

describe("promise 9: the vendor's limit holds over all processes", () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ workers: 2 });
  });
  afterAll(() => textback.close());

  test('with twenty chats at once and two workers, no rolling second has more than ten calls, and every visitor is texted', async () => {
    const { drift } = textback.sandbox;
    for (let i = 0; i < 20; i++) {
      drift.startConversation({
        contact: { phone: `+120255512${String(i).padStart(2, '0')}` },
        body: 'Hello?',
      });
    }
    await eventually('every visitor is texted', () => textback.texts().length === 20, 45_000);
    expect(drift.peakCalls()).toBeLessThanOrEqual(10);
    expect(drift.ledger.violations()).toEqual([]);
    expect(drift.ledger.requests().filter(({ status }) => status === 429)).toEqual([]);
  });

  test('an unexpected 429 slows us down and loses nothing', async () => {
    const { drift } = textback.sandbox;
    // What left before the 429 came back may still arrive after it: let the first test's chats come to rest.
    await eventually('the notes of all twenty are posted', () => {
      const notes = drift.ledger.effects('message').filter(({ data }) => data['type'] === 'private_note');
      return notes.length === 20;
    });
    const pausedAt = Date.now();
    drift.addFault({ route: '/contacts/:id', kind: '429', retryAfterSeconds: 2, times: 1 });
    drift.startConversation({ contact: { phone: '+12025551299' }, body: 'Hello?' });
    await eventually('the visitor is texted', () => textback.texts().some(({ to }) => to === '+12025551299'));
    const refused = drift.ledger.requests().find(({ status, at }) => status === 429 && at >= pausedAt);
    const next = drift.ledger.requests().find(({ seq }) => seq > (refused?.seq ?? Infinity));
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1_900);
  });
});
