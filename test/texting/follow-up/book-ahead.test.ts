import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction, type Client, type Pool } from '../../../src/platform/db/pool.js';
import { bookAhead, prepareFollowUp } from '../../../src/texting/follow-up/prepare-follow-up.js';
import { openTestPool } from '../../support/database.js';

const OURS = '+12025550123';
const REPS = '+12025550124';
const MINUTE = 60_000;
const utc = (at: number) => new Date(at).toISOString().slice(11, 16);
/** Quiet hours that are now. */
const night = `${utc(Date.now() - 60 * MINUTE)}-${utc(Date.now() + 60 * MINUTE)}`;

describe('a turn is booked before Drift is asked', () => {
  let opened: Awaited<ReturnType<typeof openTestPool>>;
  let pool: Pool;
  beforeAll(async () => {
    opened = await openTestPool();
    pool = opened.pool;
  });
  afterAll(() => opened.close());
  /** A number that is busy for a minute. */
  beforeEach(async () => {
    await pool.query('TRUNCATE conversations, sender_pace CASCADE');
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status, time_zone)
       VALUES (7, 41, 'w', 'x', now(), now(), '+12025550101', 'usable', 'UTC')`,
    );
    await pool.query(`INSERT INTO sender_pace (number, free_at) VALUES ($1, now() + interval '1 minute')`, [
      OURS,
    ]);
  });

  const settings = { TWILIO_FROM_NUMBERS: OURS, QUIET_HOURS: 'off', SENDER_RATE: '1' };
  const repsHaveNumbers = { TWILIO_FROM_NUMBERS: `${OURS},${REPS}`, REP_NUMBERS: `9:${REPS}` };
  const ref = (inMs = 10 * MINUTE) => ({ orgId: 7, conversationId: 41, noLaterThan: Date.now() + inMs });
  const book = (mayBook = true, environment: Record<string, string> = {}, inMs?: number) =>
    inTransaction(pool, (client) =>
      bookAhead(client, ref(inMs), loadConfig({ ...settings, ...environment }), mayBook),
    );
  const booked = async () => {
    const { rows } = await pool.query<{ number: string | null }>(
      'SELECT booked_number AS number FROM conversations',
    );
    return rows[0]?.number ?? null;
  };

  test('once: asked again, also while Drift is away, it is the same turn', async () => {
    const first = Number(await book());
    expect(first).toBeGreaterThan(MINUTE - 5_000);
    expect(await booked()).toBe(OURS);
    for (const again of [await book(), await book(false), await book(true, repsHaveNumbers)]) {
      expect(again).toBeLessThanOrEqual(first);
      expect(again).toBeGreaterThan(first - 5_000);
    }
    const { rows } = await pool.query<{ s: number }>(
      `SELECT extract(epoch FROM p.free_at - c.send_after)::float8 AS s FROM sender_pace p, conversations c`,
    );
    expect(rows[0]?.s).toBeCloseTo(1); // one text of one segment
  });

  test.each([
    ['fast', 90_000],
    ['slow', -90_000],
  ])(
    'and by one clock: a worker whose own is %s neither lets it out sooner nor keeps it longer',
    async (_, wrongBy) => {
      const now = Date.now.bind(Date);
      const noLaterThan = now() + 10 * MINUTE;
      const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + wrongBy);
      const config = loadConfig(settings);
      try {
        for (let i = 0; i < 2; i++) {
          const inMs = await inTransaction(pool, (client) =>
            bookAhead(client, { ...ref(), noLaterThan }, config, true),
          );
          expect(inMs).toBeGreaterThan(MINUTE - 5_000);
          expect(inMs).toBeLessThanOrEqual(MINUTE);
        }
      } finally {
        clock.mockRestore();
      }
    },
  );

  test('not while Drift is away', async () => {
    expect(await book(false)).toBe(0);
    expect(await booked()).toBeNull();
  });

  test('not where reps have numbers of their own: Drift tells who is in the chat', async () => {
    expect(await book(true, repsHaveNumbers)).toBe(0);
    expect(await booked()).toBeNull();
  });

  test('not for whom something else stands in the way', async () => {
    expect(await book(true, { FOLLOW_UPS: 'off' })).toEqual({
      kind: 'refused',
      reason: 'disabled',
      code: null,
    });
    expect(await book(true, { QUIET_HOURS: night })).toBe(0);
    expect(await booked()).toBeNull();
  });

  test('not where it would be too late, and that is told', async () => {
    expect(await book(true, {}, MINUTE / 2)).toBeNull();
    expect(await booked()).toBeNull();
  });

  test('and given up where it falls into quiet hours: in the morning there is a new one', async () => {
    await book();
    await pool.query('UPDATE conversations SET send_after = now()'); // it has come
    const config = loadConfig({ ...settings, QUIET_HOURS: night, QUIET_MAX_AGE: '24h' });
    const prepared = await inTransaction(pool, (client) =>
      prepareFollowUp(client, ref(), config, Date.now()),
    );
    expect(prepared.kind).toBe('quiet');
    expect(await booked()).toBeNull();
  });

  test('whether it may go out is decided when its slot is booked and when the slot has come, and not in between', async () => {
    let decisions = 0;
    const counted = <T>(work: (client: Client) => Promise<T>) =>
      inTransaction(pool, async (client) => {
        const statements = jest.spyOn(client, 'query');
        try {
          return await work(client);
        } finally {
          decisions += JSON.stringify(statements.mock.calls).split('FROM consents WHERE').length - 1;
          statements.mockRestore();
        }
      });
    const config = loadConfig(settings);
    const ahead = () => counted((client) => bookAhead(client, ref(), config, true));
    const prepare = () => counted((client) => prepareFollowUp(client, ref(), config, Date.now()));
    await ahead();
    expect(decisions).toBe(1);
    for (let i = 0; i < 2; i++) {
      await ahead();
      expect(await prepare()).toMatchObject({ kind: 'queued' });
    }
    expect(decisions).toBe(1);
    await pool.query('UPDATE conversations SET send_after = now()');
    expect(await prepare()).toMatchObject({ kind: 'ready' });
    expect(decisions).toBe(2);
  });
});
