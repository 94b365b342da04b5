import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inTransaction, type Pool } from '../../../../src/platform/db/pool.js';
import { openSession } from '../../../../src/records/sessions/open-session.js';
import { openTestPool } from '../../../support/database.js';

const [A, B, OWN] = ['+12025550101', '+12025550102', '+12025550103'] as const;

describe('the number that a new thread takes', () => {
  let close: () => Promise<void>;
  let pool: Pool;
  let next = 1;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
    await pool.query(
      `INSERT INTO sender_pace VALUES ($1, now() + interval '60 s'), ($2, now() + interval '30 s'), ($3, now() + interval '90 s')`,
      [A, B, OWN],
    );
  });
  afterAll(() => close());

  async function open(own: readonly string[], visitorNumber = '+12025559999'): Promise<string> {
    const conversationId = next++;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at) VALUES (1, $1, $2, 'x', now(), now())`,
      [conversationId, `w${conversationId}`],
    );
    const session = await inTransaction(pool, (client) =>
      openSession(client, { orgId: 1, conversationId, visitorNumber, numbers: { own, pool: [A, B] } }),
    );
    return session.ourNumber;
  }

  test('is the one with the least to send, then the other, and then that of the oldest thread', async () => {
    expect([await open([]), await open([]), await open([])]).toEqual([B, A, B]);
  });

  test("is the rep's own, however much that has to send", async () => {
    expect(await open([OWN], '+12025558888')).toBe(OWN);
  });
});
