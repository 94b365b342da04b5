import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, inTransaction, type Pool } from '../../../src/db/pool.js';
import { intend } from '../../../src/ledger/ledger.js';
import { createLogger } from '../../../src/logging/logger.js';
import { bookRelay, bookTurn, type Turn } from '../../../src/sender-pace/book.js';
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

  const text = (ourNumber: string, body = 'hello'): Turn => ({ ourNumber, body, rate: null });
  /** In how many whole seconds the turn is; null: too late. */
  async function book(turn: Turn): Promise<number | null> {
    const at = await inTransaction(pool, (client) => bookTurn(client, turn));
    return at === null ? null : Math.max(0, Math.round((at.getTime() - Date.now()) / 1_000));
  }

  test('comes one segment after the last, in seconds of its own for each, and each number has its own', async () => {
    expect(await book(text('+12025550101'))).toBe(0);
    expect(await book(text('+12025550101', 'x'.repeat(400)))).toBe(1);
    expect(await book(text('+12025550101'))).toBe(4);
    expect(await book(text('+12025550102'))).toBe(0);
    expect(await book({ ...text('+12025550101'), rate: 1_000 })).toBe(5);
  });

  test('is its own, also where many ask at the same time', async () => {
    const turns = await Promise.all(Array.from({ length: 6 }, () => book(text('+12025550104'))));
    expect(turns.sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('that would be too late is not booked', async () => {
    for (let i = 0; i < 5; i += 1) await book(text('+12025550105'));
    const late = { ...text('+12025550105'), noLaterThan: Date.now() + 3_000 };
    expect(await book(late)).toBeNull();
    expect(await book({ ...late, noLaterThan: Date.now() + 9_000 })).toBe(5);
  });

  test('of a relay is booked once, however often it is tried: the follow-ups wait behind it', async () => {
    const about = { orgId: 1, conversationId: 1, medium: 'sms', purpose: 'relay', sessionId: null } as const;
    const { id } = await intend(pool, { ...about, cause: 'relay:1', body: 'hello' });
    const relay = () => inTransaction(pool, (client) => bookRelay(client, id, text('+12025550106')));
    await Promise.all([relay(), relay(), relay()]);
    expect(await book(text('+12025550106'))).toBe(1);
  });
});
