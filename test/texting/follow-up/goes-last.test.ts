import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { bookAhead, prepareFollowUp } from '../../../src/texting/follow-up/prepare-follow-up.js';
import { openTestPool } from '../../support/database.js';

const OURS = '+12025550123';
const OTHER = '+12025550124';
const ASKED = '+12025550101';
const HOUR = 3_600_000;

describe('first texts to whom an earlier one has brought no answer', () => {
  let opened: Awaited<ReturnType<typeof openTestPool>>;
  let pool: Pool;
  let next = 0;
  beforeAll(async () => {
    opened = await openTestPool(12);
    pool = opened.pool;
  });
  afterAll(() => opened.close());
  beforeEach(() => pool.query('TRUNCATE conversations, sessions, sender_pace, ledger CASCADE'));

  /** A text takes ten seconds or twenty, so that a machine which stalls makes no difference. */
  const settings = {
    QUIET_HOURS: 'off',
    TWILIO_FROM_NUMBERS: OURS,
    FIRST_TEXTS_PER_NUMBER: 'off',
    FIRST_TEXTS_PER_HOUR: 'off',
  };
  const slowly = (environment: Record<string, string>) => {
    const config = loadConfig(environment);
    return { ...config, sms: { ...config.sms, senderRate: 0.1 } };
  };
  const config = slowly(settings);

  async function open(phone: string, contact = 90_000 + next) {
    const conversationId = ++next;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status, contact_id)
       VALUES (7, $1, $2, 'x', clock_timestamp(), now(), $3, 'usable', $4)`,
      [conversationId, `w${conversationId}`, phone, contact],
    );
    return { orgId: 7, conversationId, noLaterThan: Date.now() + HOUR };
  }
  type Ref = Awaited<ReturnType<typeof open>>;
  /** Milliseconds; null: too late. */
  const turn = (ref: Ref, as = config) => inTransaction(pool, (client) => bookAhead(client, ref, as, true));
  /** A chat that was texted a week ago; `heard`: the phone wrote a day later. */
  async function texted(phone: string, contact: number, heard: boolean) {
    const ref = await open(phone, contact);
    await turn(ref);
    const prepared = await inTransaction(pool, (client) => prepareFollowUp(client, ref, config, Date.now()));
    expect(prepared.kind).toBe('ready');
    await pool.query(`UPDATE ledger SET created_at = now() - interval '7 days'`);
    await pool.query(
      `UPDATE sessions SET closed_at = now(), heard_at = CASE WHEN $1 THEN now() - interval '6 days' END`,
      [heard],
    );
    await pool.query(`UPDATE conversations SET state = 'done' WHERE conversation_id = $1`, [
      ref.conversationId,
    ]);
    await pool.query('TRUNCATE sender_pace');
  }
  const slotHasCome = (ref: Ref) =>
    pool.query('UPDATE conversations SET send_after = now() WHERE conversation_id = $1', [
      ref.conversationId,
    ]);

  test('forty chats of one moment that name one phone delay a real visitor by one text, not by forty', async () => {
    const bots = await Promise.all(Array.from({ length: 40 }, () => open(ASKED)));
    await Promise.all(bots.map((bot) => turn(bot)));
    const visitor = await turn(await open('+12025550102'));
    expect(visitor).toBeGreaterThan(0);
    expect(visitor).toBeLessThanOrEqual(20_000);
  });

  test('thousands that fill the hour make nobody else too late', async () => {
    const bots = [await open(ASKED), await open(ASKED)];
    for (const bot of bots) await turn(bot);
    await pool.query(`UPDATE sender_pace SET last_free_at = now() + interval '2 hours'`);
    expect(await turn(await open(ASKED))).toBeNull();
    expect(await turn(await open('+12025550102'))).toBeLessThanOrEqual(20_000);
  });

  test.each([
    ['a phone that has not answered', ASKED, 90_000, false, true],
    ['a phone that has answered', ASKED, 90_000, true, false],
    ['another phone of a contact that has not answered', '+12025550103', 5, false, true],
    ['another phone of a contact that has answered', '+12025550103', 5, true, false],
    ['a phone and a contact that are new', '+12025550103', 90_001, false, false],
  ])('%s', async (_, phone, contact, heard, goesLast) => {
    await texted(ASKED, 5, heard);
    await turn(await open(phone, contact));
    const visitor = await turn(await open('+12025550102'));
    if (goesLast) expect(visitor).toBe(0);
    else expect(visitor).toBeGreaterThan(5_000);
  });

  test('give way when their slot comes while others are booked, again and again until it would be too late', async () => {
    await texted(ASKED, 5, false);
    const bot = await open(ASKED);
    expect(await turn(bot)).toBe(0);
    for (const others of [1, 2]) {
      await turn(await open(`+1202555011${others}`));
      await slotHasCome(bot);
      const later = Number(await turn(bot));
      expect(later).toBeGreaterThan(5_000);
      expect(Number(await turn(bot))).toBeLessThanOrEqual(later);
    }
    await slotHasCome(bot);
    expect(await turn({ ...bot, noLaterThan: Date.now() + 3_000 })).toBeNull();
    await pool.query('UPDATE sender_pace SET free_at = now()');
    expect(await turn(bot)).toBe(0);
  });

  test('spread over the numbers on which nothing else is booked', async () => {
    await texted(ASKED, 5, false);
    const two = { ...settings, TWILIO_FROM_NUMBERS: `${OURS},${OTHER}` };
    await Promise.all([1, 2, 3, 4].map(async (i) => turn(await open(`+1202555012${i}`, 5), slowly(two))));
    const { rows } = await pool.query('SELECT FROM sender_pace WHERE last_free_at IS NOT NULL');
    expect(rows).toHaveLength(2);
  });
});
