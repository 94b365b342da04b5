import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { loadConfig } from '../../../src/platform/config/config.js';
import { recordOutcome } from '../../../src/records/conversations/outcome.js';
import { createPool, inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import type { ChatMessage } from '../../../src/contracts/events.js';
import { prepareRelayToPhone } from '../../../src/texting/relay/prepare-relay-to-phone.js';
import { findParts, writeParts } from '../../../src/texting/relay/outgoing-parts.js';
import { findOpenSession, type Session } from '../../../src/records/sessions/sessions.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const [OURS, THEIRS] = ['+12025550123', '+12025550101'] as const;

describe('a conversation in our records', () => {
  let database: TestDatabase;
  let pool: Pool;
  let session: Session;
  beforeAll(async () => {
    database = await createTestDatabase();
    const log = pino({ level: 'silent' });
    pool = createPool({ url: database.url, size: 2, name: 'test', timeoutMs: 5_000, log });
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, state) VALUES (7, 1, 'w2', 'x', now(), now(), 'bridging')`,
    );
    await pool.query(
      `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number) VALUES (7, 1, $1, $2)`,
      [OURS, THEIRS],
    );
    session = (await findOpenSession(pool, OURS, THEIRS)) as Session;
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const message = (messageId: string, html: string): ChatMessage => ({
    kind: 'message',
    conversationId: 1,
    messageId,
    author: 'rep',
    authorId: 1,
    type: 'chat',
    html,
    appId: null,
    timeZone: null,
  });
  const settings = {
    media: { mms: true, linkTtlMs: 1_000, signingKey: null, hosts: [] },
    links: { key: Buffer.alloc(32), publicUrl: () => 'https://textback.example.com' },
  };
  const write = (event: ChatMessage) =>
    inTransaction(pool, (client) => writeParts(client, session, event, settings));

  test('a message is cut into texts once: another build or address does not number the parts in another way', async () => {
    const long = Array.from({ length: 400 }, (_, i) => `word${i}`).join(' ');
    const { sends } = await write(message('12', long));
    expect(sends.map(({ cause }) => cause)).toEqual(['relay:12:1/3', 'relay:12:2/3', 'relay:12:3/3']);
    await write(message('123', 'another message, whose ID begins the same'));
    const found = await findParts(pool, session, { messageId: '12' });
    expect(found.map(({ id }) => id)).toEqual(sends.map(({ id }) => id));
    expect(await findParts(pool, session, { messageId: '1' })).toEqual([]);
  });

  test('what was written down for a thread that has passed to another chat comes to its end, and is never sent', async () => {
    const event = message('99', 'hello');
    await write(event);
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at)
       VALUES (7, 'drift', 'k', 'k', 'new_message', 'message', 1, $1, '{}', now()) RETURNING id`,
      [JSON.stringify(event)],
    );
    const ref = { orgId: 7, conversationId: 1, inboxId: rows[0]?.id ?? 0, part: 0 };
    const config = { ...loadConfig({}), links: settings.links };
    const prepared = await inTransaction(pool, async (client) => {
      await client.query('UPDATE sessions SET closed_at = now()');
      const result = await prepareRelayToPhone(client, ref, config, Date.now());
      await client.query('UPDATE sessions SET closed_at = NULL');
      return result;
    });
    expect(prepared).toMatchObject({ kind: 'refused', reason: 'duplicate_session' });
    const [part] = await findParts(pool, session, { messageId: '99' });
    expect(part).toMatchObject({ state: 'refused', errorCode: 'duplicate_session' });
  });

  test('a workflow that another one has followed has no say about it any more', async () => {
    const end = (workflowId: string) =>
      inTransaction(pool, (client) =>
        recordOutcome(client, { orgId: 7, conversationId: 1, workflowId, state: 'done', reason: null }),
      );
    await end('w1');
    expect(await findOpenSession(pool, OURS, THEIRS)).not.toBeNull();
    await end('w2');
    expect(await findOpenSession(pool, OURS, THEIRS)).toBeNull();
  });
});
