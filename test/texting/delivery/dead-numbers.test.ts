import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { VendorError } from '../../../src/platform/errors/vendor-error.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import {
  countDead,
  findDeadCode,
  forgetDead,
  isDeadNumber,
  noteAlive,
  noteDead,
} from '../../../src/records/dead-numbers/dead-numbers.js';
import { intend } from '../../../src/records/ledger/ledger.js';
import { deliver, type Channel } from '../../../src/texting/delivery/deliver.js';
import { createTextChannel } from '../../../src/texting/delivery/text-sender.js';
import { bookAhead } from '../../../src/texting/follow-up/prepare-follow-up.js';
import type { SmsClient } from '../../../src/vendors/sms.js';
import { openTestPool } from '../../support/database.js';

const ORG = 7;
const DAY = 24 * 3_600_000;

describe('a number that no text reaches', () => {
  let opened: Awaited<ReturnType<typeof openTestPool>>;
  let pool: Pool;
  let next = 0;
  beforeAll(async () => {
    opened = await openTestPool();
    pool = opened.pool;
  });
  afterAll(() => opened.close());

  const ago = (ms: number) => new Date(Date.now() - ms);
  const number = () => `+1202556${1_000 + ++next}`;

  /** A thread of a new chat with this phone, and a rep's message that is to be texted. */
  async function thread(phone: string) {
    const conversationId = 1_000 + ++next;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status, state)
       VALUES ($1, $2, $3, 'x', now(), now(), $4, 'usable', 'bridging')`,
      [ORG, conversationId, `w${conversationId}`, phone],
    );
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number) VALUES ($1, $2, $3, $4) RETURNING id`,
      [ORG, conversationId, `+1202555${conversationId}`, phone],
    );
    const sessionId = rows[0]?.id ?? 0;
    const { id } = await intend(pool, {
      orgId: ORG,
      conversationId,
      medium: 'sms',
      purpose: 'relay',
      cause: 'relay:1',
      sessionId,
      body: 'hello',
    });
    return { conversationId, sessionId, id };
  }

  /** What happens to a new chat's first text, before a vendor is asked. */
  async function newChat(phone: string) {
    const conversationId = 5_000 + ++next;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status)
       VALUES ($1, $2, $3, 'x', now(), now(), $4, 'usable')`,
      [ORG, conversationId, `w${conversationId}`, phone],
    );
    const config = loadConfig({ QUIET_HOURS: 'off', SENDER_RATE: '1000' });
    const ref = { orgId: ORG, conversationId, noLaterThan: Date.now() + 60_000 };
    return inTransaction(pool, (client) => bookAhead(client, ref, config, true));
  }

  const context = () => ({ pool, metrics: new Metrics(), reconcileWindowMs: 0 });
  const channel = (send: SmsClient['send']): Channel =>
    createTextChannel({
      pool,
      sms: { send } as unknown as SmsClient,
      links: { key: 'k', publicUrl: () => 'https://textback.example.com' },
      unclear: { afterMs: 1_000, policy: 'leave' },
    } as unknown as Parameters<typeof createTextChannel>[0]);

  test.each([
    ['21211', 'invalid_phone'],
    ['21614', 'not_textable'],
    ['30005', 'invalid_phone'],
    ['30006', 'not_textable'],
  ])(
    'is remembered by what Twilio answers (%s): the next chat ends with %s before a vendor is asked, and a rep is told',
    async (code, reason) => {
      const phone = number();
      const [first, second] = [await thread(phone), await thread(phone)];
      const refuse = jest.fn(() =>
        Promise.reject(new VendorError('sms', 'rejected', 'refused', { vendorCode: code })),
      );
      expect(await deliver(context(), first.id, channel(refuse))).toMatchObject({ kind: 'refused', code });
      expect(refuse).toHaveBeenCalledTimes(1);
      expect(await isDeadNumber(pool, ORG, phone)).toBe(true);
      expect(await newChat(phone)).toEqual({ kind: 'refused', reason, code });
      // A rep who goes on writing: the vendor is not called, and the code is what the note says.
      expect(await deliver(context(), second.id, channel(refuse))).toMatchObject({
        kind: 'refused',
        reason,
        code,
      });
      expect(refuse).toHaveBeenCalledTimes(1);
      expect(await isDeadNumber(pool, ORG + 1, phone)).toBe(false);
    },
  );

  test.each(['30003', '30007', '30008', '21610', '21611', 'http_400'])(
    'is not one whose text failed for another cause (%s)',
    async (code) => {
      const phone = number();
      await noteDead(pool, { orgId: ORG, phone, at: ago(1_000) }, code);
      expect(await findDeadCode(pool, ORG, phone)).toBeNull();
    },
  );

  test('is known in every spelling', async () => {
    await noteDead(pool, { orgId: ORG, phone: '+5215512345678', at: ago(1_000) }, '30005');
    expect(await newChat('+525512345678')).toMatchObject({ kind: 'refused', code: '30005' });
  });

  test('is alive again once it texts or gets a text that was sent later, in whatever order that is told', async () => {
    const phone = number();
    const note = (at: Date) => noteDead(pool, { orgId: ORG, phone, at }, '30006');
    await note(ago(5_000));
    await noteAlive(pool, { orgId: ORG, phone, at: ago(6_000) }); // an earlier text, reported late
    expect(await isDeadNumber(pool, ORG, phone)).toBe(true);
    await noteAlive(pool, { orgId: ORG, phone, at: ago(4_000) });
    expect(await isDeadNumber(pool, ORG, phone)).toBe(false);
    expect(await newChat(phone)).toBe(0);

    const { sessionId } = await thread(phone);
    await pool.query('UPDATE sessions SET heard_at = $2 WHERE id = $1', [sessionId, ago(3_000)]);
    await note(ago(4_000)); // the report of a text from before the phone wrote
    expect(await isDeadNumber(pool, ORG, phone)).toBe(false);
    await note(ago(2_000));
    expect(await isDeadNumber(pool, ORG, phone)).toBe(true);
  });

  test('is forgotten after 90 days', async () => {
    const [old, recent] = [number(), number()];
    await noteDead(pool, { orgId: ORG, phone: old, at: ago(91 * DAY) }, '30005');
    await noteDead(pool, { orgId: ORG, phone: recent, at: ago(89 * DAY) }, '30005');
    const before = await countDead(pool);
    expect([await isDeadNumber(pool, ORG, old), await isDeadNumber(pool, ORG, recent)]).toEqual([
      false,
      true,
    ]);
    expect(await forgetDead(pool, 100)).toBe(1);
    expect(await countDead(pool)).toBe(before);
    expect(await isDeadNumber(pool, ORG, recent)).toBe(true);
  });
});
