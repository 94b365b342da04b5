import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createPool, type Pool } from '../../src/db/pool.js';
import type { ChatMessage, TextReceived } from '../../src/inbox/event.js';
import { isEarlierMessageUnread, isTextUnread } from '../../src/inbox/unread.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('what the dispatcher has not read yet goes first', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    const log = pino({ level: 'silent' });
    pool = createPool({ url: database.url, size: 2, name: 'test', timeoutMs: 5_000, log });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  let last = 0;
  const store = async (event: ChatMessage | TextReceived, outcome: string | null = null) => {
    last += 1;
    await pool.query(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at, outcome)
       VALUES (7, 'drift', $1, $1, 'any', $2, $3, $4, '{}', now(), $5)`,
      [`key-${last}`, event.kind, 'conversationId' in event ? event.conversationId : null, event, outcome],
    );
  };
  const message = (
    conversationId: number,
    createdAt: number,
    more: Partial<ChatMessage> = {},
  ): ChatMessage => ({
    kind: 'message',
    conversationId,
    messageId: String(createdAt),
    author: 'rep',
    authorId: 1,
    type: 'chat',
    html: 'words',
    appId: null,
    createdAt,
    timeZone: null,
    ...more,
  });
  const text = (messageSid: string, more: Partial<TextReceived> = {}): TextReceived => ({
    kind: 'text_received',
    messageSid,
    visitorNumber: '+12025550101',
    ourNumber: '+12025550123',
    body: 'words',
    media: [],
    optOutType: null,
    ...more,
  });

  test('an earlier chat message of the same kind of author, in the same conversation, and nothing else', async () => {
    await store(message(1, 100), 'dispatched');
    await store(message(1, 300));
    await store(message(2, 100));
    await store(message(1, 100, { type: 'private_note' }));
    await store(message(1, 100, { author: 'visitor' }));
    expect(await isEarlierMessageUnread(pool, 7, message(1, 200))).toBe(false);
    expect(await isEarlierMessageUnread(pool, 8, message(2, 200))).toBe(false);
    await store(message(1, 150));
    expect(await isEarlierMessageUnread(pool, 7, message(1, 200))).toBe(true);
  });

  test('another text of the same two numbers, and nothing else', async () => {
    await store(text('SM1'));
    await store(text('SM2', { ourNumber: '+12025550124' }));
    await store(text('SM3', { visitorNumber: '+12025550102' }));
    await store(text('SM4'), 'dispatched');
    expect(await isTextUnread(pool, text('SM1'))).toBe(false);
    expect(await isTextUnread(pool, text('SM5'))).toBe(true);
  });
});
