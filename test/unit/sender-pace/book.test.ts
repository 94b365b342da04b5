import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, inTransaction, type Pool } from '../../../src/db/pool.js';
import { intend } from '../../../src/ledger/ledger.js';
import { createLogger } from '../../../src/logging/logger.js';
import { bookSending, type Booking } from '../../../src/sender-pace/book.js';
import { segmentsPerSecond } from '../../../src/sender-pace/segment-rate.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

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
  let database: TestDatabase;
  let pool: Pool;
  let next = 1;
  beforeAll(async () => {
    database = await createTestDatabase();
    const log = createLogger('test', 'silent');
    pool = createPool({ url: database.url, size: 6, name: 'test', timeoutMs: 10_000, log });
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at) VALUES (1, 1, 'w', 'x', now(), now())`,
    );
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  async function text(ourNumber: string, body = 'hello'): Promise<Booking> {
    const about = { orgId: 1, conversationId: 1, medium: 'sms', purpose: 'relay', sessionId: null } as const;
    const { id } = await intend(pool, { ...about, cause: `relay:${next++}`, body });
    return { ledgerId: id, ourNumber, body, rate: null };
  }
  const book = (booking: Booking) => inTransaction(pool, (client) => bookSending(client, booking));
  const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 1_000));

  test('comes one segment after the last, in seconds of its own for each, and each number has its own', async () => {
    const long = await text('+12025550101', 'x'.repeat(400));
    expect(seconds(await book(await text('+12025550101')))).toBe(0);
    expect(seconds(await book(long))).toBe(1);
    expect(seconds(await book(await text('+12025550101')))).toBe(4);
    expect(seconds(await book(await text('+12025550102')))).toBe(0);
    expect(seconds(await book({ ...(await text('+12025550101')), rate: 1_000 }))).toBe(5);
  });

  test('is booked once, however often it is asked for, and by whom at the same time', async () => {
    const one = await text('+12025550103');
    await Promise.all(Array.from({ length: 6 }, () => book(one)));
    expect(seconds(await book(await text('+12025550103')))).toBe(1);
    const many = await Promise.all(Array.from({ length: 6 }, () => text('+12025550104')));
    const turns = await Promise.all(many.map(book));
    expect(turns.map(seconds).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('that would be too late is not booked', async () => {
    for (let i = 0; i < 5; i += 1) await book(await text('+12025550105'));
    const late = { ...(await text('+12025550105')), noLaterThan: Date.now() + 3_000 };
    expect(await book(late)).toBeNull();
    expect(seconds(await book({ ...late, noLaterThan: Date.now() + 9_000 }))).toBe(5);
  });
});
