import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { prepareFollowUp } from '../../../src/texting/follow-up/prepare-follow-up.js';
import { openTestPool } from '../../support/database.js';

describe('a first text goes only where the company wants texts to go', () => {
  let opened: Awaited<ReturnType<typeof openTestPool>>;
  let pool: Pool;
  let next = 0;
  beforeAll(async () => {
    opened = await openTestPool();
    pool = opened.pool;
  });
  afterAll(() => opened.close());

  const prepare = async (phone: string, environment: Record<string, string>) => {
    const conversationId = ++next;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status)
       VALUES (7, $1, $2, 'x', now(), now(), $3, 'usable')`,
      [conversationId, `w${conversationId}`, phone],
    );
    const ref = { orgId: 7, conversationId, noLaterThan: Date.now() + 600_000 };
    const config = loadConfig({ QUIET_HOURS: 'off', SENDER_RATE: '1000', ...environment });
    const { kind, ...rest } = await inTransaction(pool, (client) =>
      prepareFollowUp(client, ref, config, Date.now()),
    );
    return 'reason' in rest ? rest.reason : kind;
  };

  test.each([
    ['+12025550101', { TEXT_COUNTRIES: 'US' }, 'ready'],
    ['+14165550101', { TEXT_COUNTRIES: 'US' }, 'ready'],
    ['+18765551234', { TEXT_COUNTRIES: 'US' }, 'country_not_served'],
    ['+447911123456', { TEXT_COUNTRIES: 'US,CA,MX' }, 'country_not_served'],
    ['+447911123456', { TEXT_COUNTRIES: 'GB' }, 'ready'],
    ['+447400123456', { TEXT_COUNTRIES: 'GB' }, 'ready'],
    ['+447911123457', { TEXT_COUNTRIES: 'all' }, 'ready'],
    ['+8816315256789', { TEXT_COUNTRIES: 'all' }, 'not_textable'],
    ['+447012345678', { TEXT_COUNTRIES: 'GB' }, 'not_textable'],
    ['+19005550199', { TEXT_COUNTRIES: 'all' }, 'not_textable'],
    ['+15005550006', { TEXT_COUNTRIES: 'US' }, 'ready'],
    ['+15005550008', { TEXT_COUNTRIES: 'US', TWILIO_API_URL: 'https://api.twilio.com' }, 'not_textable'],
    ['+12025550102', { TRIAL_NUMBERS: '+12025550103' }, 'disabled'],
    ['+12025550103', { TRIAL_NUMBERS: '+12025550103,+447911123458' }, 'ready'],
    [
      '+447911123458',
      { TRIAL_NUMBERS: '+12025550103,+447911123458', TEXT_COUNTRIES: 'US' },
      'country_not_served',
    ],
  ] as const)('%s with %j: %s', async (phone, environment, outcome) => {
    expect(await prepare(phone, environment)).toBe(outcome);
  });
});
