import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createChatActivities } from '../../activities/chat.js';
import type { ActivityDeps } from '../../activities/deps.js';
import type { Pool } from '../../src/platform/db/pool.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { VendorError } from '../../src/platform/errors/vendor-error.js';
import { openTestPool } from '../support/database.js';
import { fixedSettings } from '../support/fixed-settings.js';

describe('whether an account can tag is learned by trying', () => {
  let opened: Awaited<ReturnType<typeof openTestPool>>;
  let pool: Pool;
  let tries: number;
  let canTag: boolean;
  let isThere: boolean;
  beforeAll(async () => {
    opened = await openTestPool(2);
    pool = opened.pool;
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    await pool.query('DELETE FROM capabilities');
    [tries, canTag, isThere] = [0, true, true];
  });

  const chat = {
    conversation: () =>
      isThere || tries === 0
        ? Promise.resolve({ status: 'open', contactId: 1, participants: [], tags: [], raw: {} })
        : Promise.reject(new VendorError('chat', 'not_found', 'GET', { httpStatus: 404 })),
    setTags: () => {
      tries += 1;
      return Promise.resolve(canTag);
    },
  };
  const tag = () => {
    const ledger = { pool, metrics: new Metrics(), reconcileWindowMs: 0 };
    const deps = { settings: fixedSettings(), pool, ledger, clientsFor: () => Promise.resolve({ chat }) };
    const activities = createChatActivities(deps as unknown as ActivityDeps);
    return new MockActivityEnvironment().run(() =>
      activities.tagConversation({ orgId: 1, conversationId: 2 }),
    );
  };
  const aDayPasses = () => pool.query(`UPDATE capabilities SET learned_at = learned_at - interval '1 day'`);

  test('an account that cannot is asked once a day, and tagged again once it can', async () => {
    canTag = false;
    for (let i = 0; i < 3; i++) expect(await tag()).toBe(false);
    expect(tries).toBe(1);
    await aDayPasses();
    expect(await tag()).toBe(false);
    expect(tries).toBe(2);
    await aDayPasses();
    canTag = true;
    for (let i = 0; i < 3; i++) expect(await tag()).toBe(true);
    expect(tries).toBe(5);
  });

  test('a conversation that was deleted teaches nothing: the next one is tagged', async () => {
    [canTag, isThere] = [false, false];
    await expect(tag()).rejects.toMatchObject({ failure: 'not_found' });
    [tries, canTag, isThere] = [0, true, true];
    expect(await tag()).toBe(true);
  });

  test('one odd answer does not undo what has just worked', async () => {
    expect(await tag()).toBe(true);
    canTag = false;
    expect(await tag()).toBe(false);
    canTag = true;
    expect(await tag()).toBe(true);
  });
});
