import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inTransaction, type Pool } from '../../../../src/platform/db/pool.js';
import { intend } from '../../../../src/records/ledger/ledger.js';
import { bookSlotNow, bookSlot, type SlotRequest } from '../../../../src/records/sender-pacing/reserve.js';
import { segmentsPerSecond } from '../../../../src/telephony/segment-rate.js';
import { openTestPool } from '../../../support/database.js';

test.each([
  ['+12025550123', 1],
  ['+18885550123', 3],
  ['+447400123456', 1],
  ['72345', 10],
  ['nonsense', 1],
])('%s sends %d segments a second', (number, rate) => {
  expect(segmentsPerSecond(number)).toBe(rate);
});

describe('the turn of a text on its number', () => {
  let close: () => Promise<void>;
  let pool: Pool;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool(6));
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at) VALUES (1, 1, 'w', 'x', now(), now())`,
    );
  });
  afterAll(() => close());

  /** So slow that a machine which stalls makes no difference: a segment takes a hundred seconds. */
  const text = (ourNumber: string, body = 'hello'): SlotRequest => ({ ourNumber, body, rate: 0.01 });
  const book = (turn: SlotRequest) => inTransaction(pool, (client) => bookSlot(client, turn));
  /** In seconds after the first. */
  const apart = (turns: readonly (Date | null)[]) => {
    const times = turns.map((at) => at?.getTime() ?? NaN).sort((a, b) => a - b);
    return times.map((time) => Math.round((time - (times[0] ?? 0)) / 1_000));
  };

  test('comes when the segments before it have had their time, and each number has its own', async () => {
    const [one, long] = [text('+12025550101'), text('+12025550101', 'x'.repeat(400))];
    expect(apart([await book(one), await book(long), await book(one)])).toEqual([0, 100, 400]);
    const elsewhere = await book(text('+12025550102'));
    expect((elsewhere?.getTime() ?? Infinity) - Date.now()).toBeLessThan(50_000);
  });

  test("goes by the kind of number where no rate is configured: a long text holds up the next by its segments' seconds", async () => {
    const long = { ...text('+12025550103', 'x'.repeat(3_000)), rate: null };
    expect(apart([await book(long), await book(long)])).toEqual([0, 20]);
  });

  test('is its own, also where many ask at the same time', async () => {
    const turns = await Promise.all(Array.from({ length: 6 }, () => book(text('+12025550104'))));
    expect(apart(turns)).toEqual([0, 100, 200, 300, 400, 500]);
  });

  test('that would be too late is not booked', async () => {
    for (let i = 0; i < 3; i += 1) await book(text('+12025550105'));
    const late = { ...text('+12025550105'), noLaterThan: Date.now() + 250_000 };
    expect(await book(late)).toBeNull();
    expect(await book({ ...late, noLaterThan: Date.now() + 350_000 })).not.toBeNull();
  });

  test('of a relay is booked once, however often it is tried: the follow-ups wait behind it', async () => {
    const about = { orgId: 1, conversationId: 1, medium: 'sms', purpose: 'relay', sessionId: null } as const;
    const { id } = await intend(pool, { ...about, cause: 'relay:1', body: 'hello' });
    const relay = () => inTransaction(pool, (client) => bookSlotNow(client, id, text('+12025550106')));
    await Promise.all([relay(), relay(), relay()]);
    const next = await book(text('+12025550106'));
    expect(Math.round(((next?.getTime() ?? 0) - Date.now()) / 100_000)).toBe(1);
  });
});
