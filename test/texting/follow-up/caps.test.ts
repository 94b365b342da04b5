import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { bookAhead, prepareFollowUp } from '../../../src/texting/follow-up/prepare-follow-up.js';
import { listPauses, pauseSending, resumeSending } from '../../../src/operate/operations/pauses.js';
import { wakeForRoom } from '../../../src/worker/budget-watch.js';
import { openTestPool } from '../../support/database.js';

const HOUR = 3_600_000;

interface Chat {
  readonly phone: string;
  readonly contact?: number | null;
  readonly org?: number;
  /** How long ago the visitor wrote. Milliseconds. */
  readonly ago?: number;
}

describe('how many first texts a phone and a contact get', () => {
  let opened: Awaited<ReturnType<typeof openTestPool>>;
  let pool: Pool;
  let next = 0;
  beforeAll(async () => {
    opened = await openTestPool(12);
    pool = opened.pool;
  });
  afterAll(() => opened.close());

  const numbers = Array.from({ length: 12 }, (_, i) => `+120255503${10 + i}`).join();
  const settings = { QUIET_HOURS: 'off', SENDER_RATE: '1000', TWILIO_FROM_NUMBERS: numbers };

  /** A chat of a contact of its own, unless one is given. */
  async function open({ phone, contact, org = 7, ago = 60_000 }: Chat) {
    const conversationId = ++next;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status, contact_id)
       VALUES ($1, $2, $3, 'x', clock_timestamp() - $4 * interval '1 ms', now(), $5, 'usable', $6)`,
      [
        org,
        conversationId,
        `w${conversationId}`,
        ago,
        phone,
        contact === undefined ? 90_000 + next : contact,
      ],
    );
    return { orgId: org, conversationId, noLaterThan: Date.now() + HOUR };
  }

  /** As its workflow would, without its waits: `texted`, a reason, or null while it has to wait. */
  async function attempt(ref: Awaited<ReturnType<typeof open>>, environment: Record<string, string>) {
    const config = loadConfig({ ...settings, ...environment });
    const turn = await inTransaction(pool, (client) => bookAhead(client, ref, config, true));
    if (turn === null) return 'too_late';
    if (typeof turn === 'object') return turn.kind === 'held' ? null : turn.reason;
    if (turn > 100) return null;
    const prepared = await inTransaction(pool, (client) => prepareFollowUp(client, ref, config, Date.now()));
    if (prepared.kind === 'ready') return 'texted';
    return prepared.kind === 'refused' ? prepared.reason : null;
  }

  /** All at the same moment, and again those that had to wait for others. */
  async function outcomes(chats: readonly Chat[], environment: Record<string, string>): Promise<string[]> {
    const refs = await Promise.all(chats.map(open));
    const found = await Promise.all(refs.map((ref) => attempt(ref, environment)));
    for (let round = 0; round < 10 && found.includes(null); round++)
      for (const [i, ref] of refs.entries()) found[i] ??= await attempt(ref, environment);
    return found.map((outcome) => outcome ?? 'waits');
  }

  const tally = (of: readonly string[]) =>
    Object.fromEntries(
      [...new Set(of)].sort().map((name) => [name, of.filter((one) => one === name).length]),
    );
  const times = (count: number, chat: (i: number) => Chat) =>
    Array.from({ length: count }, (_, i) => chat(i));

  test.each([
    ['one phone, eight contacts', times(8, () => ({ phone: '+12025550101' })), '2', 2],
    ['one phone, eight contacts, one allowed', times(8, () => ({ phone: '+12025550102' })), '1', 1],
    [
      'one phone, nobody knows the contacts',
      times(8, () => ({ phone: '+12025550103', contact: null })),
      '2',
      2,
    ],
    ['one contact, eight phones', times(8, (i) => ({ phone: `+120255504${10 + i}`, contact: 1 })), '2', 2],
    [
      'one phone, two spellings',
      times(8, (i) => ({ phone: i % 2 === 0 ? '+525512345678' : '+5215512345678' })),
      '3',
      3,
    ],
  ])('%s, all at once: as many as allowed, and no more', async (_, chats, most, texted) => {
    expect(tally(await outcomes(chats, { FIRST_TEXTS_PER_NUMBER: most }))).toEqual({
      texted,
      texted_too_often: chats.length - texted,
    });
  });

  test('without a limit, as many as ask', async () => {
    const chats = times(8, () => ({ phone: '+12025550104' }));
    expect(tally(await outcomes(chats, { FIRST_TEXTS_PER_NUMBER: 'off' }))).toEqual({ texted: 8 });
  });

  test.each(['off', '1', '5'])(
    'two tabs of one contact that wait together: one text, and the other tab gets the reason (limit %s)',
    async (most) => {
      const contact = 100 + Number(most === 'off' ? 0 : most);
      const tabs = times(3, () => ({ phone: `+1202555011${contact % 10}`, contact }));
      expect(tally(await outcomes(tabs, { FIRST_TEXTS_PER_NUMBER: most }))).toEqual({
        already_texted: 2,
        texted: 1,
      });
    },
  );

  test('a chat that the contact opens after the text is one of its own, within the limit', async () => {
    const tab = { phone: '+12025550120', contact: 200 };
    const found = [];
    for (let i = 0; i < 3; i++)
      found.push(...(await outcomes([{ ...tab, ago: -1_000 }], { FIRST_TEXTS_PER_NUMBER: '2' })));
    expect(found).toEqual(['texted', 'texted', 'texted_too_often']);
  });

  test('what was texted before the words of a later wait does not answer them', async () => {
    const tab = { phone: '+12025550121', contact: 201 };
    const later = await open({ ...tab, ago: HOUR });
    expect(await outcomes([{ ...tab, ago: 5_000 }], {})).toEqual(['texted']);
    const asks = (when: string) =>
      pool.query(
        `UPDATE conversations SET asked_at = clock_timestamp() - $2::interval WHERE conversation_id = $1`,
        [later.conversationId, when],
      );
    await asks('1 minute');
    expect(await attempt(later, {})).toBe('already_texted');
    await asks('0');
    expect(await attempt(later, {})).toBe('texted');
  });

  test.each([
    ['Twilio refused', `state = 'refused', error_code = '21614'`],
    ['is a day old', `created_at = now() - interval '24 hours 1 minute'`],
  ])('a text that %s counts no more', async (_, set) => {
    const phone = `+120255501${30 + (next % 50)}`;
    const limit = { FIRST_TEXTS_PER_NUMBER: '1' };
    expect(await outcomes([{ phone }], limit)).toEqual(['texted']);
    expect(await outcomes([{ phone }], limit)).toEqual(['texted_too_often']);
    await pool.query(
      `UPDATE ledger SET ${set} WHERE session_id IN (SELECT id FROM sessions WHERE visitor_number = $1)`,
      [phone],
    );
    expect(await outcomes([{ phone }], limit)).toEqual(['texted']);
  });

  test("another org's texts do not count", async () => {
    const phone = '+12025550199';
    const limit = { FIRST_TEXTS_PER_NUMBER: '1' };
    expect(await outcomes([{ phone }, { phone, org: 8 }], limit)).toEqual(['texted', 'texted']);
  });

  test('a text that was booked and came to nothing leaves its place to the next chat', async () => {
    const phone = '+12025550198';
    const slow = {
      ...settings,
      SENDER_RATE: '1',
      TWILIO_FROM_NUMBERS: '+12025550399',
      FIRST_TEXTS_PER_NUMBER: '1',
    };
    await pool.query(
      `INSERT INTO sender_pace (number, free_at) VALUES ('+12025550399', now() + interval '1 minute')`,
    );
    const [first, second] = [await open({ phone }), await open({ phone })];
    const book = (ref: typeof first) =>
      inTransaction(pool, (client) => bookAhead(client, ref, loadConfig(slow), true));
    expect(await book(first)).toBeGreaterThan(50_000);
    // Neither refused, for the first may not go out, nor given a slot of its own.
    expect(await book(second)).toBeGreaterThan(50_000);
    const { rows } = await pool.query(
      'SELECT FROM conversations WHERE conversation_id = $1 AND send_after IS NULL',
      [second.conversationId],
    );
    expect(rows).toHaveLength(1);
    await pool.query(
      `UPDATE conversations SET state = 'done', reason = 'answered' WHERE conversation_id = $1`,
      [first.conversationId],
    );
    expect(await attempt(second, { ...slow, SENDER_RATE: '1000', TWILIO_FROM_NUMBERS: numbers })).toBe(
      'texted',
    );
  });

  describe('and how many an org sends in an hour', () => {
    const asked = () => ({ operator: { name: 'Kim', via: 'api' as const }, requestId: randomUUID() });
    const spread = (org: number, count: number) =>
      Promise.all(times(count, (i) => ({ phone: `+12125550${100 + i}`, org })).map(open));
    const woken = async (org: number) => {
      const { rows } = await pool.query<{ id: number }>(
        `DELETE FROM inbox WHERE org_id = $1 AND kind = 'look_asked' RETURNING conversation_id AS id`,
        [org],
      );
      return rows.map(({ id }) => id).sort((a, b) => a - b);
    };
    const limit = { FIRST_TEXTS_PER_HOUR: '5' };
    const all = async (
      refs: Awaited<ReturnType<typeof spread>>,
      environment: Record<string, string> = limit,
    ) =>
      tally((await Promise.all(refs.map((ref) => attempt(ref, environment)))).map((one) => one ?? 'waits'));

    test('as many as allowed, also where all come at once; the others wait, and the oldest of them go on as there is room', async () => {
      const org = 21;
      const refs = await spread(org, 12);
      expect(await all(refs)).toEqual({ texted: 5, waits: 7 });
      await wakeForRoom(pool, 5);
      expect(await woken(org)).toEqual([]);
      const [pause, ...more] = (await listPauses(pool, 5)).filter(({ orgId }) => orgId === org);
      expect(pause).toMatchObject({ of: 'first_texts', by: 'Textback', orgId: org });
      expect(more).toEqual([]);
      await pool.query(
        `UPDATE ledger SET created_at = now() - interval '61 minutes'
         WHERE id IN (SELECT id FROM ledger WHERE org_id = $1 ORDER BY created_at LIMIT 2)`,
        [org],
      );
      expect((await listPauses(pool, 5)).filter(({ orgId }) => orgId === org)).toEqual([]);
      await wakeForRoom(pool, 5);
      const ids = await woken(org);
      expect(ids).toHaveLength(2);
      const texted = await pool.query<{ id: number }>(
        `SELECT conversation_id AS id FROM conversations WHERE org_id = $1 AND state = 'waiting' ORDER BY due_at, conversation_id LIMIT 2`,
        [org],
      );
      expect(ids).toEqual(texted.rows.map(({ id }) => id).sort((a, b) => a - b));
      const waiting = refs.filter(({ conversationId }) => ids.includes(conversationId));
      expect(await all(waiting)).toEqual({ texted: 2 });
    });

    test('a chat that goes on, and whose new number waits for the hour, is woken as the others are', async () => {
      const org = 27;
      const refs = await spread(org, 6);
      expect(await all(refs)).toEqual({ texted: 5, waits: 1 });
      const { rows } = await pool.query<{ id: number }>(
        `UPDATE conversations SET state = 'bridging' WHERE org_id = $1 AND awaits_budget_since IS NOT NULL
         RETURNING conversation_id AS id`,
        [org],
      );
      await pool.query(`UPDATE ledger SET created_at = now() - interval '61 minutes' WHERE org_id = $1`, [
        org,
      ]);
      await wakeForRoom(pool, 5);
      expect(await woken(org)).toEqual(rows.map(({ id }) => id));
    });

    test('those with a slot count as sent, so that a burst books no more than the hour has', async () => {
      const refs = await spread(22, 12);
      const slow = { ...limit, SENDER_RATE: '1', TWILIO_FROM_NUMBERS: '+12025550388' };
      await pool.query(
        `INSERT INTO sender_pace (number, free_at) VALUES ('+12025550388', now() + interval '1 minute')`,
      );
      expect(await all(refs, slow)).toEqual({ waits: 12 });
      const { rows } = await pool.query<{ booked: number; waiting: number }>(
        `SELECT count(send_after)::int AS booked, count(awaits_budget_since)::int AS waiting FROM conversations WHERE org_id = 22`,
      );
      expect(rows[0]).toEqual({ booked: 5, waiting: 7 });
    });

    test('an operator lifts the pause: as many again, by their name, and no more', async () => {
      const org = 23;
      const refs = await spread(org, 12);
      expect(await all(refs)).toEqual({ texted: 5, waits: 7 });
      const resume = () => resumeSending(pool, asked(), { orgId: org, budget: 5 });
      expect(await resume()).toMatchObject({ result: 'budget_lifted' });
      expect(await woken(org)).toHaveLength(7);
      const { rows } = await pool.query('SELECT operator FROM audit_log WHERE org_id = $1', [org]);
      expect(rows).toEqual([{ operator: 'Kim' }]);
      const left = refs.filter((_, i) => i >= 0);
      const found = await Promise.all(left.map((ref) => attempt(ref, limit)));
      const texts = await pool.query(`SELECT FROM ledger WHERE org_id = $1 AND purpose = 'follow_up'`, [org]);
      expect(texts.rowCount).toBe(10);
      expect(found.filter((one) => one === null)).toHaveLength(2);
    });

    test('what an operator has paused comes first, and is resumed first', async () => {
      const org = 24;
      expect(await all(await spread(org, 6))).toEqual({ texted: 5, waits: 1 });
      await pauseSending(pool, asked(), { orgId: org, why: 'a test' });
      const resume = async () => (await resumeSending(pool, asked(), { orgId: org, budget: 5 })).result;
      expect([await resume(), await resume(), await resume()]).toEqual([
        'resumed',
        'budget_lifted',
        'not_paused',
      ]);
    });

    test('without a limit nothing waits, and what had to wait goes on', async () => {
      const refs = await spread(25, 12);
      expect(await all(refs)).toEqual({ texted: 5, waits: 7 });
      await wakeForRoom(pool, null);
      expect(await woken(25)).toHaveLength(7);
      expect(await all(await spread(26, 12), { FIRST_TEXTS_PER_HOUR: 'off' })).toEqual({ texted: 12 });
      expect(await listPauses(pool, null)).toEqual([]);
    });
  });
});
