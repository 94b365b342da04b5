import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createPool, type Pool } from '../../../src/platform/db/pool.js';
import type { ChatMessage } from '../../../src/contracts/events.js';
import { EchoUndecided, isOwnPost, rememberOwnApp } from '../../../src/texting/relay/echo.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

describe('our own post is known, by each way alone', () => {
  let database: TestDatabase;
  let pool: Pool;
  let conversationId = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    const log = pino({ level: 'silent' });
    pool = createPool({ url: database.url, size: 2, name: 'test', timeoutMs: 5_000, log });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    conversationId += 1;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at) VALUES (7, $1, $2, 'x', now(), now())`,
      [conversationId, `w${conversationId}`],
    );
  });

  const post = (state: string, vendorId: string | null, minutesAgo = 0) =>
    pool.query(
      `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, body, state, vendor_id, attempts, attempted_at)
       VALUES (7, $1, 'chat', 'relay', 'relay:1', '<b>Ana by text:</b> hello', $2, $3, 1, now() - $4 * interval '1 minute')`,
      [conversationId, state, vendorId, minutesAgo],
    );
  const message = (more: Partial<ChatMessage>): ChatMessage => ({
    kind: 'message',
    conversationId,
    messageId: '900',
    author: 'bot',
    authorId: 1,
    type: 'chat',
    html: '<p>quite other words</p>',
    appId: null,
    timeZone: null,
    ...more,
  });

  test('by its message ID', async () => {
    await post('accepted', '900');
    expect(await isOwnPost(pool, 7, message({}))).toBe(true);
    expect(await isOwnPost(pool, 7, message({ messageId: '901' }))).toBe(false);
    expect(await isOwnPost(pool, 8, message({}))).toBe(false);
  });

  test('by the app that posted it', async () => {
    await rememberOwnApp(pool, 7, 'our-app');
    expect(await isOwnPost(pool, 7, message({ appId: 'our-app' }))).toBe(true);
    expect(await isOwnPost(pool, 7, message({ appId: 'our-app', author: 'rep' }))).toBe(true);
    expect(await isOwnPost(pool, 7, message({ appId: 'another' }))).toBe(false);
    expect(await isOwnPost(pool, 8, message({ appId: 'our-app' }))).toBe(false);
  });

  test.each(['sending', 'ambiguous'])(
    'judgement is held while a post is %s, except of what a person typed',
    async (state) => {
      await post(state, null);
      await expect(isOwnPost(pool, 7, message({}))).rejects.toThrow(EchoUndecided);
      await expect(isOwnPost(pool, 7, message({ author: 'rep', appId: 'another' }))).rejects.toThrow(
        EchoUndecided,
      );
      expect(await isOwnPost(pool, 7, message({ author: 'rep' }))).toBe(false);
    },
  );

  test('by its words, where nobody ever learned what became of the post', async () => {
    await post('parked', null, 60);
    expect(await isOwnPost(pool, 7, message({ html: '<p><b>Ana by text:</b> hello</p>' }))).toBe(true);
    expect(await isOwnPost(pool, 7, message({}))).toBe(false);
  });
});
