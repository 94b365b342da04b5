import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

const MESSAGES = '/2010-04-01/Accounts/:sid/Messages.json';

describe('order: who writes three messages is read in that order', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: { REORDER_WINDOW: '2s', DRIFT_RATE_LIMIT: '100' },
      sandbox: { drift: { rateLimit: 100 } }, // so that a call is to spare for a look before each message
    });
  });
  afterEach(() => {
    const { drift, twilio } = textback.sandbox;
    drift.setSwitches({ reorderWindowMs: 0, htmlBodies: true });
    twilio.setSwitches({ reorderWindowMs: 0, listLagMs: 0 });
    twilio.faults.clear();
    drift.faults.clear();
  });
  afterAll(() => textback.close());

  const tookMsOf: number[] = [];
  const words = Array.from({ length: 6 }, (_, i) => `part ${i + 1} of six`);
  const { bodiesTo: allTo, chats: chatsOf, open, refuseNextText } = bridgeOf(() => textback);
  const bodiesTo = (phone: string) => allTo(phone).slice(1);

  test.each([
    [1, 'Drift can be asked'],
    [2, 'Drift can be asked'],
    [3, 'Drift does not answer'],
    [4, 'Drift does not answer'],
  ])(
    "a rep's burst whose webhooks come in any order within two seconds is texted in the order of writing (%i: %s)",
    async (seed, drifts) => {
      const { drift } = textback.sandbox;
      const phone = `+1202555016${seed}`;
      const id = await open(phone);
      if (drifts === 'Drift does not answer')
        drift.addFault({ route: '/conversations/:id/messages', method: 'GET', kind: '500', times: 1_000 });
      drift.setSwitches({ reorderWindowMs: 1_500, reorderSeed: seed });
      for (const body of words) drift.say(id, { author: 'rep', body });
      await eventually('all are texted', () => bodiesTo(phone).length === words.length);
      expect(bodiesTo(phone)).toEqual(words);
    },
  );

  test.each([1, 2, 3])(
    "a visitor's burst whose webhooks come in any order within two seconds is posted in the order of writing (%i)",
    async (seed) => {
      const { twilio } = textback.sandbox;
      const phone = `+1202555017${seed}`;
      const id = await open(phone);
      twilio.setSwitches({ reorderWindowMs: 1_500, reorderSeed: seed });
      for (const body of words) twilio.text({ from: phone, body });
      const chats = () => chatsOf(id);
      await eventually('all are posted', () => chats().length === words.length);
      expect(chats().map(({ body }) => /part \d of six/.exec(body)?.[0])).toEqual(words);
    },
  );

  test('two texts at the end of the window keep their order where the list does not show them yet', async () => {
    const { twilio } = textback.sandbox;
    const apart = Array.from({ length: 30 }, (_, i) => 2_000 + i * 20);
    const pairs = await Promise.all(
      apart.map(async (apartMs, i) => {
        const phone = `+120255502${String(i).padStart(2, '0')}`;
        return { apartMs, phone, id: await open(phone) };
      }),
    );
    twilio.setSwitches({ listLagMs: 60_000 });
    await Promise.all(
      pairs.map(async ({ apartMs, phone }) => {
        twilio.text({ from: phone, body: 'part 1' });
        await sleep(apartMs); // what is tested is this very moment
        twilio.text({ from: phone, body: 'part 2' });
      }),
    );
    await eventually('all are posted', () => pairs.every(({ id }) => chatsOf(id).length === 2));
    const orders = pairs.map(({ apartMs, id }) => ({
      apartMs,
      order: chatsOf(id).map(({ body }) => /part \d/.exec(body)?.[0]),
    }));
    expect(orders).toEqual(apart.map((apartMs) => ({ apartMs, order: ['part 1', 'part 2'] })));
  });

  test('a message without words slows nothing: what is written after it is texted at once', async () => {
    const { drift } = textback.sandbox;
    drift.setSwitches({ htmlBodies: false }); // what reps write is HTML here
    const empty = ['<p></p>', '<p>\u200b</p>', '', '<p>&nbsp;<br/></p>', '\u2060\ufeff', '<p><b></b></p>'];
    await Promise.all(
      empty.map(async (body, i) => {
        const phone = `+1202555019${i}`;
        const id = await open(phone);
        drift.say(id, { author: 'rep', body });
        await sleep(300); // it has been skipped, in most runs
        const startedAt = Date.now();
        for (const after of ['one', 'two', 'three']) drift.say(id, { author: 'rep', body: after });
        await eventually('all are texted', () => bodiesTo(phone).length === 3);
        const tookMs = Date.now() - startedAt;
        tookMsOf.push(tookMs);
        expect(bodiesTo(phone)).toEqual(['one', 'two', 'three']);
        expect(textback.posts(id).filter(({ body: note }) => note.includes('could not be shown'))).toEqual(
          [],
        );
      }),
    );
    // The window that messages wait for each other, and no second more for each message: 6.6 s with them.
    expect(Math.max(...tookMsOf)).toBeLessThan(5_000);
  });

  test('what a chat shows and a text cannot carry: the rep is told, and the next message goes at once', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550199';
    const id = await open(phone);
    drift.setSwitches({ htmlBodies: false });
    drift.say(id, { author: 'rep', body: '<video src="https://example.com/a.mp4"></video>' });
    await eventually('the rep is told', () =>
      textback.posts(id).some(({ body }) => body.includes('could not be shown on the visitor')),
    );
    drift.say(id, { author: 'rep', body: 'Did you see it?' });
    await eventually('the next', () => bodiesTo(phone).length === 1);
  });

  test('a message too long for its texts: the visitor gets the beginning, and the rep is told how much is left', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550198';
    const id = await open(phone);
    drift.say(id, { author: 'rep', body: Array.from({ length: 2_000 }, (_, i) => `word${i}`).join(' ') });
    await eventually('five texts', () => bodiesTo(phone).length === 5);
    const note = await eventually('the rep is told', () =>
      textback.posts(id).find(({ body }) => body.includes('too long to text in full')),
    );
    expect(note).toMatchObject({ type: 'private_note' });
    expect(note.body).toMatch(/in 5 texts, and \d{4} characters were left out/);
    drift.say(id, { author: 'rep', body: 'the next' });
    await eventually('the next', () => bodiesTo(phone).length === 6);
  });

  test('a message that fails for good does not hold up the next', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550181';
    const id = await open(phone);
    refuseNextText();
    drift.say(id, { author: 'rep', body: 'this one is refused' });
    await eventually('the rep is told', () =>
      textback.posts(id).some(({ body }) => body.includes('did not reach the visitor')),
    );
    drift.say(id, { author: 'rep', body: 'this one arrives' });
    await eventually('the next arrives', () => bodiesTo(phone).length === 1);
    expect(bodiesTo(phone)).toEqual(['this one arrives']);
  });

  test('a long message is cut at sentence ends, numbered, and sent in order, also if a part has to be tried again', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550182';
    const id = await open(phone);
    const sentence = (i: number) => `This is sentence number ${i} of a long answer about our prices.`;
    const body = Array.from({ length: 60 }, (_, i) => sentence(i + 1)).join(' ');
    twilio.addFault({ route: MESSAGES, method: 'POST', kind: '429', times: 1 });
    drift.say(id, { author: 'rep', body });
    await eventually('all parts are texted', () => bodiesTo(phone).length === 3);
    const parts = bodiesTo(phone);
    expect(parts.map((part) => /^\(\d\/3\) This is .*\.$/s.test(part))).toEqual([true, true, true]);
    expect(parts.every(({ length }) => length <= 1_600)).toBe(true);
    expect(parts.map((part) => part.replace(/^\(\d\/3\) /, '')).join(' ')).toBe(body);
  });
});
