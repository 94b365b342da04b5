import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import type { Pool } from '../../../../src/platform/db/pool.js';
import type { NamedEvent } from '../../../../src/contracts/events.js';
import { findWaiting, settleEvents, storeEvents } from '../../../../src/records/inbox/store.js';
import { parseDriftEvent } from '../../../../src/vendors/drift/webhook-event.js';
import { storable } from '../../../../src/platform/db/storable-text.js';
import { openTestPool } from '../../../support/database.js';

const message = (key: string, html: string, raw: unknown = {}): NamedEvent => ({
  source: 'drift',
  orgId: 7,
  type: 'new_message',
  eventKey: key,
  eventId: key,
  occurredAt: 1_780_000_000_000,
  event: {
    kind: 'message',
    conversationId: 5,
    messageId: key,
    author: 'visitor',
    authorId: null,
    type: 'chat',
    html,
    appId: null,
    timeZone: null,
  },
  raw,
});
const text = (key: string, ourNumber: string): NamedEvent => ({
  source: 'twilio',
  orgId: null,
  type: 'inbound',
  eventKey: key,
  eventId: key,
  occurredAt: null,
  event: {
    kind: 'text_received',
    messageSid: key,
    visitorNumber: '+12025550143',
    ourNumber,
    body: 'hi',
    media: [],
    optOutType: null,
  },
  raw: { Body: 'hi' },
});

describe('the inbox', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterEach(() => pool.query('TRUNCATE inbox, numbers'));
  afterAll(() => close());

  test('an ID that a vendor gives to events of two types makes two events, each stored once, in whatever group they come', async () => {
    const of = (type: string): NamedEvent =>
      parseDriftEvent({ id: 'evt_1', orgId: 7, type, data: { conversationId: 5 } });
    const [first, second] = [of('new_conversation'), of('phone_captured')];
    const stored = async () =>
      (
        await pool.query<{ event_key: string; event_id: string; type: string }>(
          'SELECT event_key, event_id, type FROM inbox ORDER BY id',
        )
      ).rows;
    const both = [
      { event_key: '7:evt_1', event_id: 'evt_1', type: 'new_conversation' },
      { event_key: '7:phone_captured:evt_1', event_id: '7:phone_captured:evt_1', type: 'phone_captured' },
    ];
    // As an earlier release stored it: without the type, which it keeps.
    await storeEvents(pool, [first]);
    expect([...(await storeEvents(pool, [first, second, first, second]))]).toEqual([
      '7:phone_captured:evt_1',
    ]);
    expect(await stored()).toEqual(both);
    expect((await storeEvents(pool, [second, first])).size).toBe(0);
    await pool.query('TRUNCATE inbox');
    expect((await storeEvents(pool, [first, second])).size).toBe(2);
    expect(await stored()).toEqual(both);
    await pool.query('TRUNCATE inbox');
    await Promise.all([first, second, first, second].map((event) => storeEvents(pool, [event])));
    expect((await stored()).map(({ type }) => type).sort()).toEqual(['new_conversation', 'phone_captured']);
  });

  test('gives back what was stored, whatever is in it, and in the order of arrival', async () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '\u001e',
        '","',
        '{NULL,"a\\"}',
        '\\u001e',
        'a\u0000b',
        '\ud800',
        '\\ud800',
        '\u001e\\',
        'é😀',
        '',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(words, fc.dictionary(words, words)), { minLength: 1, maxLength: 6 }),
        async (all) => {
          await pool.query('TRUNCATE inbox');
          const events = all.map(([html, raw], i) => message(`m${i}`, html, raw));
          expect((await storeEvents(pool, events)).size).toBe(all.length);
          const waiting = await findWaiting(pool, 100);
          expect(waiting.map(({ event }) => event)).toEqual(
            events.map(({ event }) => ({ ...event, html: storable('html' in event ? event.html : '') })),
          );
          const { rows } = await pool.query<{ raw: string }>(
            'SELECT raw::text AS raw FROM inbox ORDER BY id',
          );
          expect(rows.map(({ raw }) => raw)).toEqual(events.map(({ raw }) => JSON.stringify(raw)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('an event has one row, and only its first delivery is new', async () => {
    expect(await storeEvents(pool, [message('a', '1'), message('b', '1'), message('a', '2')])).toEqual(
      new Set(['a', 'b']),
    );
    expect(await storeEvents(pool, [message('b', '3'), message('c', '3')])).toEqual(new Set(['c']));
    expect((await findWaiting(pool, 100)).map(({ eventKey }) => eventKey)).toEqual(['a', 'b', 'c']);
  });

  test('events with a trace and without one are stored side by side', async () => {
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await storeEvents(pool, [message('a', ''), { ...message('b', ''), trace }]);
    await storeEvents(pool, [message('c', '')]);
    expect((await findWaiting(pool, 100)).map((event) => event.trace)).toEqual([null, trace, null]);
  });

  test('a text belongs to the org of our number, to none where that is not known, and is of now', async () => {
    await pool.query(`INSERT INTO numbers (number, org_id) VALUES ('+12025550101', 9)`);
    await storeEvents(pool, [text('SM1', '+12025550101'), message('a', ''), text('SM2', '+12025550102')]);
    const waiting = await findWaiting(pool, 100);
    expect(waiting.map(({ orgId }) => orgId)).toEqual([9, 7, 0]);
    expect(Math.abs((waiting[0]?.occurredAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(waiting[1]?.occurredAt.getTime()).toBe(1_780_000_000_000);
  });

  test('what is in hand or settled is not found again, and what was settled first stands', async () => {
    await storeEvents(
      pool,
      ['a', 'b', 'c', 'd'].map((key) => message(key, '')),
    );
    const [a, b, c, d] = (await findWaiting(pool, 100)).map(({ id }) => id) as [
      number,
      number,
      number,
      number,
    ];
    await settleEvents(pool, [
      { id: a, outcome: 'dispatched', detail: null },
      { id: b, outcome: 'held', detail: 'why' },
    ]);
    await settleEvents(pool, [{ id: b, outcome: 'ignored', detail: null }]);
    expect((await findWaiting(pool, 100)).map(({ id }) => id)).toEqual([c, d]);
    expect((await findWaiting(pool, 1)).map(({ id }) => id)).toEqual([c]);
    const { rows } = await pool.query('SELECT outcome, outcome_detail AS detail FROM inbox WHERE id = $1', [
      b,
    ]);
    expect(rows).toEqual([{ outcome: 'held', detail: 'why' }]);
  });
});
