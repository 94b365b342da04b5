import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../../src/platform/config/config.js';
import type { Pool } from '../../../../src/platform/db/pool.js';
import { measureRecords } from '../../../../src/web/gateway/measure-records.js';
import { Metrics } from '../../../../src/platform/metrics/metrics.js';
import { openTestPool } from '../../../support/database.js';

const config = loadConfig({ FIRST_TEXTS_PER_HOUR: '20' });
const { chat } = config;

describe('what is measured in PostgreSQL', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterAll(() => close());
  beforeEach(() => pool.query('TRUNCATE conversations, pauses, learned_limits, workers CASCADE'));

  /** A gauge's series and values. */
  async function measured(name: string, metrics = new Metrics()): Promise<Record<string, number>> {
    await measureRecords(metrics, pool, config);
    const lines = (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));
    return Object.fromEntries(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
  }

  let id = 0;
  const conversation = (columns: Readonly<Record<string, string>>) => {
    id += 1;
    const all = {
      state: `'waiting'`,
      phone_status: `'usable'`,
      due_at: `now() - interval '6 minutes'`,
      ...columns,
    };
    return pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, ${Object.keys(all).join(', ')})
       VALUES (1, ${id}, 'w${id}', 'k', now(), ${Object.values(all).join(', ')})`,
    );
  };

  test('a follow-up is overdue five minutes after it could have gone out', async () => {
    const soon = `now() + interval '1 hour'`;
    const overdue = () => measured('textback_follow_ups_overdue');
    await conversation({ due_at: `now() - interval '4 minutes'` });
    await conversation({ quiet_until: soon });
    await conversation({ send_after: soon });
    await conversation({ redone_at: 'now()' });
    await conversation({ phone_status: `'none'` });
    await conversation({ state: `'bridging'` });
    await conversation({ state: `'done'` });
    expect(await overdue()).toEqual({ textback_follow_ups_overdue: 0 });
    await conversation({});
    await conversation({ quiet_until: `now() - interval '10 minutes'` });
    expect(await overdue()).toEqual({ textback_follow_ups_overdue: 2 });
    expect(await measured('textback_conversations_open')).toEqual({
      'textback_conversations_open{state="waiting"}': 7,
      'textback_conversations_open{state="bridging"}': 1,
    });
  });

  test('first texts of the hour against the limit: the org that has the most, and a pause where they are spent', async () => {
    const insert = async (org: number, count: number) => {
      await pool.query(
        `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, state)
         VALUES ($1, 900, $2, 'k', now(), now(), 'bridging')`,
        [org, `first${org}`],
      );
      await pool.query(
        `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, body, state)
         SELECT $1, 900, 'sms', 'follow_up', 'follow-up:' || n, 'x', CASE WHEN n = 1 THEN 'refused' ELSE 'delivered' END
         FROM generate_series(1, $2) n`,
        [org, count],
      );
    };
    await insert(1, 9);
    await insert(2, 13);
    expect(await measured('textback_first_texts_hour')).toEqual({
      textback_first_texts_hour: 12,
      textback_first_texts_hour_limit: 20,
    });
    expect(await measured('textback_sending_paused')).toEqual({ textback_sending_paused: 0 });
    await insert(3, 21);
    expect(await measured('textback_sending_paused')).toEqual({ textback_sending_paused: 1 });
  });

  test('pauses, workers and what a 429 has left of the limit', async () => {
    expect(await measured('textback_sending_paused')).toEqual({ textback_sending_paused: 0 });
    await pool.query(`INSERT INTO pauses (org_id, why, paused_by) VALUES (0, 'w', 'o'), (7, 'w', 'o')`);
    expect(await measured('textback_sending_paused')).toEqual({ textback_sending_paused: 2 });
    await pool.query(
      `INSERT INTO workers (name, seen_at) VALUES ('a', now()), ('b', now() - interval '1 minute')`,
    );
    expect(await measured('textback_workers_polling')).toEqual({ textback_workers_polling: 1 });
    const allowed = 'textback_limiter_allowed_calls{vendor="drift"}';
    expect(await measured('textback_limiter_allowed')).toEqual({ [allowed]: chat.rateLimit.perSecond });
    await pool.query(
      `INSERT INTO learned_limits (org_id, vendor, cut_to, cut_at, probe_after_ms) VALUES ($1, 'drift', 2, now(), 60000)`,
      [chat.orgId],
    );
    expect(await measured('textback_limiter_allowed')).toEqual({ [allowed]: 2 });
  });

  test('is left out where PostgreSQL does not answer, and shown again when it does', async () => {
    const metrics = new Metrics();
    await measureRecords(metrics, pool, config);
    const away = { query: () => Promise.reject(new Error('away')) } as unknown as Pool;
    await expect(measureRecords(metrics, away, config)).rejects.toThrow('away');
    const page = await metrics.registry.metrics();
    expect(page).toContain('textback_storage_up 0\n');
    expect(page).not.toMatch(
      /^textback_(inbox_oldest_seconds|follow_ups_overdue|workers_polling|limiter_a)/m,
    );
    expect(await measured('textback_storage_up', metrics)).toEqual({ textback_storage_up: 1 });
    expect(await measured('textback_workers_polling', metrics)).toEqual({ textback_workers_polling: 0 });
  });
});
