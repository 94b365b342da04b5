import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { parseDriftEvent } from '../../../src/vendors/drift/webhook-event.js';
import { prepareFollowUp } from '../../../src/texting/follow-up/prepare-follow-up.js';
import { storeEvents } from '../../../src/records/inbox/store.js';
import { openTestPool } from '../../support/database.js';

const CONVERSATION = { orgId: 7, conversationId: 41 };

let opened: Awaited<ReturnType<typeof openTestPool>>;
let pool: Pool;
beforeAll(async () => {
  opened = await openTestPool();
  pool = opened.pool;
  await pool.query(
    `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status)
     VALUES (7, 41, 'w', 'x', now(), now(), '+12025550101', 'usable')`,
  );
});
afterAll(() => opened.close());

const prepare = () =>
  inTransaction(pool, (client) =>
    prepareFollowUp(
      client,
      { ...CONVERSATION, noLaterThan: Date.now() + 60_000 },
      loadConfig({ QUIET_HOURS: 'off' }),
      Date.now(),
    ),
  );
const said = (id: number, author: object, type = 'chat') =>
  storeEvents(pool, [
    parseDriftEvent({
      orgId: 7,
      type: 'new_message',
      data: { id, conversationId: 41, type, body: 'Hello', author, createdAt: Date.now() },
    }),
  ]);

test('an answer that is stored and not handed over yet holds the first text back; nothing else that is said does', async () => {
  await said(1, { id: 5, type: 'contact', bot: false });
  await said(2, { id: 6, type: 'user', bot: true });
  await said(3, { id: 6, type: 'user', bot: false }, 'private_note');
  expect(await prepare()).toMatchObject({ kind: 'ready' });
  await said(4, { id: 6, type: 'user', bot: false });
  expect(await prepare()).toEqual({ kind: 'refused', reason: 'answered' });
});
