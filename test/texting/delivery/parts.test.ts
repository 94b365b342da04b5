import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { loadConfig } from '../../../src/platform/config/config.js';
import { recordOutcome } from '../../../src/records/conversations/outcome.js';
import { createPool, inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import type { ChatMessage } from '../../../src/contracts/events.js';
import { prepareRelayToPhone } from '../../../src/texting/relay/prepare-relay-to-phone.js';
import { compose, findParts, writeParts } from '../../../src/texting/relay/outgoing-parts.js';
import { recordConsent } from '../../../src/records/consent/consents.js';
import { VendorError, type VendorFailure } from '../../../src/platform/errors/vendor-error.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { deliver, reconcile, type Channel } from '../../../src/texting/delivery/deliver.js';
import { settleGivenUp } from '../../../src/texting/relay/settle-given-up.js';
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
    caps: { ...loadConfig({}).caps, maxTextsPerMessage: 5 },
    media: { mms: true, linkTtlMs: 1_000, signingKey: null, hosts: [] },
    links: { key: Buffer.alloc(32), publicUrl: () => 'https://textback.example.com' },
  };
  const write = (event: ChatMessage) =>
    inTransaction(pool, async (client) => {
      const composed = await compose(client, session, event, settings);
      return { ...composed, sends: await writeParts(client, session, event, composed) };
    });

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

  const channel = (failure: VendorFailure | null): Channel => ({
    send: () =>
      failure === null
        ? Promise.resolve(`SM${Math.random()}`)
        : Promise.reject(new VendorError('sms', failure, 'in a test', { vendorCode: '30007' })),
    lookFor: () => Promise.resolve([]),
    refused: () => Promise.resolve(),
  });
  const context = () => ({ pool, metrics: new Metrics(), reconcileWindowMs: 0 });
  const long = Array.from({ length: 1_200 }, (_, i) => `word${i}`).join(' ');
  const statesOf = async (messageId: string) =>
    (await findParts(pool, session, { messageId })).map(({ state, errorCode }) => errorCode ?? state);

  test('STOP in the middle of a long message: the parts that were to follow are dropped, with the reason', async () => {
    const { sends } = await write(message('71', long));
    await write(message('7', 'another message'));
    expect(sends).toHaveLength(5);
    for (const { id } of sends.slice(0, 2)) await deliver(context(), id, channel(null));
    await recordConsent(pool, {
      orgId: 7,
      phone: THEIRS,
      status: 'opted_out',
      means: 'keyword',
      messageSid: 'SMstop',
      at: new Date(),
    });
    expect(await deliver(context(), sends[2]?.id ?? '', channel(null))).toMatchObject({ kind: 'refused' });
    expect(await statesOf('71')).toEqual(['accepted', 'accepted', 'opted_out', 'opted_out', 'opted_out']);
    expect(await statesOf('7')).toEqual(['intended']);
    await pool.query('DELETE FROM consents');
  });

  test('a part that Twilio refuses, or of which nobody knows, ends the parts after it as well', async () => {
    const { sends: refused } = await write(message('72', long));
    await deliver(context(), refused[0]?.id ?? '', channel('rejected'));
    expect(await statesOf('72')).toEqual(['30007', ...Array<string>(4).fill('vendor_refused')]);

    const { sends: unclear } = await write(message('73', long));
    const first = unclear[0]?.id ?? '';
    await deliver(context(), first, channel('ambiguous'));
    await pool.query('UPDATE ledger SET attempts = 3 WHERE id = $1', [first]);
    for (let i = 0; i < 2; i++) await reconcile(context(), first, channel(null), () => undefined);
    expect(await statesOf('73')).toEqual(['parked', ...Array<string>(4).fill('send_ambiguous')]);
  });

  test('what Temporal has given up: unsent parts end as too late, the part of which nobody knows is listed', async () => {
    const event = message('74', long);
    const { sends } = await write(event);
    await deliver(context(), sends[0]?.id ?? '', channel(null));
    await deliver(context(), sends[1]?.id ?? '', channel('ambiguous'));
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at)
       VALUES (7, 'drift', 'k74', 'k74', 'new_message', 'message', 1, $1, '{}', now()) RETURNING id`,
      [JSON.stringify(event)],
    );
    const ref = { orgId: 7, conversationId: 1, inboxId: rows[0]?.id ?? 0 };
    for (let i = 0; i < 2; i++)
      await inTransaction(pool, (client) => settleGivenUp(client, ref, settings.links));
    expect(await statesOf('74')).toEqual(['accepted', 'parked', 'too_late', 'too_late', 'too_late']);
  });

  test('a message too long for its texts: the beginning is written down, and how much is left', async () => {
    const { sends, left } = await write(message('75', long));
    expect(sends.map(({ cause }) => cause)).toEqual([1, 2, 3, 4, 5].map((i) => `relay:75:${i}/5`));
    expect(sends.at(-1)?.body).toMatch(/ …$/);
    const shown = sends.map(({ body }) => body.replace(/^\(\d\/5\) | …$/g, '')).join(' ');
    expect(long.startsWith(shown)).toBe(true);
    expect(left).toBe(long.length - shown.length);
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
