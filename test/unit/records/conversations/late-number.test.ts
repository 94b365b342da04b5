import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { recordPhone } from '../../../../src/records/conversations/numbers.js';
import { recordOutcome } from '../../../../src/records/conversations/outcome.js';
import { inTransaction, type Pool } from '../../../../src/platform/db/pool.js';
import { openTestPool } from '../../../support/database.js';

describe('a number that comes late', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterAll(() => close());
  beforeEach(async () => {
    await pool.query('TRUNCATE conversations CASCADE');
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at)
       VALUES (7, 1, 'w', 'k', now(), now())`,
    );
  });

  const waitsWithoutANumber = () =>
    inTransaction(pool, (client) =>
      recordOutcome(client, { orgId: 7, conversationId: 1, state: 'waiting', reason: 'no_phone' }),
    );
  const numberComes = () => recordPhone(pool, 7, 1, { status: 'usable', e164: '+12025550101' });
  const reason = async () =>
    (await pool.query<{ reason: string | null }>('SELECT reason FROM conversations')).rows[0]?.reason;

  test('ends the reason "no phone" at once, not when the text is out', async () => {
    await waitsWithoutANumber();
    expect(await reason()).toBe('no_phone');
    await recordPhone(pool, 7, 1, { status: 'invalid', e164: null });
    expect(await reason()).toBe('no_phone');
    await numberComes();
    expect(await reason()).toBeNull();
  });

  test('also when the workflow writes the reason down only after that', async () => {
    await numberComes();
    await waitsWithoutANumber();
    expect(await reason()).toBeNull();
  });

  test('changes nothing about a conversation that has ended', async () => {
    await inTransaction(pool, (client) =>
      recordOutcome(client, { orgId: 7, conversationId: 1, state: 'done', reason: 'no_phone' }),
    );
    await numberComes();
    expect(await reason()).toBe('no_phone');
  });
});
