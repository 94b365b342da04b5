import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordConsent } from '../../../../src/records/consent/consents.js';
import { describeConversation } from '../../../../src/records/conversations/overview.js';
import type { Pool } from '../../../../src/platform/db/pool.js';
import { openTestPool } from '../../../support/database.js';

let close: () => Promise<void>;
let pool: Pool;
beforeAll(async () => {
  ({ pool, close } = await openTestPool());
});
afterAll(() => close());

test("the latest word of the phone's owner to this org says whether they have opted out", async () => {
  const phone = '+12025550101';
  await pool.query(
    `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone)
     VALUES (7, 1, 'w1', 'x', now(), now(), $1), (7, 2, 'w2', 'y', now(), now(), NULL)`,
    [phone],
  );
  const optedOut = async (id: number) =>
    (await describeConversation(pool, { orgId: 7, conversationId: id }))?.optedOut;
  const say = (orgId: number, status: 'opted_out' | 'opted_in', messageSid: string, time: string) =>
    recordConsent(pool, { orgId, phone, status, means: 'keyword', messageSid, at: new Date(time) });
  expect([await optedOut(1), await optedOut(2)]).toEqual([false, false]);
  await say(8, 'opted_out', 'SM0', '2026-11-22T12:00:00Z');
  expect(await optedOut(1)).toBe(false);
  await say(7, 'opted_out', 'SM2', '2026-11-22T10:00:00Z');
  expect([await optedOut(1), await optedOut(2)]).toEqual([true, false]);
  await say(7, 'opted_in', 'SM1', '2026-11-22T09:00:00Z'); // said before, heard of after
  expect(await optedOut(1)).toBe(true);
  await say(7, 'opted_in', 'SM3', '2026-11-22T11:00:00Z');
  expect(await optedOut(1)).toBe(false);
});
