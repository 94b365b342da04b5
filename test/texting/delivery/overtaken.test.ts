import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createPool, type Pool } from '../../../src/platform/db/pool.js';
import type { ChatMessage, TextReceived } from '../../../src/contracts/events.js';
import { isMessageOvertaken, isTextOvertaken } from '../../../src/texting/relay/arrival-order.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

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
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at, outcome)
       VALUES (7, 'drift', $1, $1, 'any', $2, $3, $4, '{}', now(), $5) RETURNING id`,
      [`key-${last}`, event.kind, 'conversationId' in event ? event.conversationId : null, event, outcome],
    );
    return rows[0]?.id ?? 0;
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

  const place = { behind: [] as number[], isSure: false };
  const here = { orgId: 7, conversationId: 1 };
  const relayed = (cause: string) =>
    pool.query(
      `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, body) VALUES (7, 1, 'sms', 'relay', $1, 'words')`,
      [cause],
    );

  test('an earlier chat message of the same author, in the same conversation, that is not relayed; and nothing else', async () => {
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at) VALUES (7, 1, 'w', 'x', now(), now())`,
    );
    const isOvertaken = (at: number, more = place) => isMessageOvertaken(pool, 7, message(1, at), more);
    await store(message(1, 300));
    await store(message(2, 100));
    await store(message(1, 100, { type: 'private_note' }));
    await store(message(1, 100, { author: 'visitor' }));
    expect(await isOvertaken(200)).toBe(false);
    const unread = await store(message(1, 150));
    expect(await isOvertaken(200)).toBe(true);
    expect(await isOvertaken(200, { behind: [unread], isSure: false })).toBe(false);
    expect(await isOvertaken(200, { behind: [], isSure: true })).toBe(true);
    await pool.query(`UPDATE inbox SET outcome = 'dispatched' WHERE id = $1`, [unread]);
    expect(await isOvertaken(200)).toBe(true);
    expect(await isOvertaken(200, { behind: [], isSure: true })).toBe(false);
    await relayed('relay:150:1/2');
    expect(await isOvertaken(200)).toBe(false);
  });

  test('another text of the same two numbers that is not relayed, and nothing else', async () => {
    const isOvertaken = (sid: string, more = place) => isTextOvertaken(pool, here, text(sid), more);
    await store(text('SM1'));
    await store(text('SM2', { ourNumber: '+12025550124' }));
    await store(text('SM3', { visitorNumber: '+12025550102' }));
    expect(await isOvertaken('SM1')).toBe(false);
    const unread = await store(text('SM4'));
    expect(await isOvertaken('SM1')).toBe(true);
    await pool.query(`UPDATE inbox SET outcome = 'dispatched', conversation_id = 1 WHERE id = $1`, [unread]);
    expect(await isOvertaken('SM1')).toBe(true);
    expect(await isOvertaken('SM1', { behind: [unread], isSure: false })).toBe(false);
    expect(await isOvertaken('SM1', { behind: [], isSure: true })).toBe(false);
    await relayed('relay:SM4');
    expect(await isOvertaken('SM1')).toBe(false);
  });
});
