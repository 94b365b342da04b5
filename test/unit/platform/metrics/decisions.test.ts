import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { recordOutcome } from '../../../../src/records/conversations/outcome.js';
import { inTransaction, type Pool } from '../../../../src/platform/db/pool.js';
import { deliver, reconcile, type Channel } from '../../../../src/texting/delivery/deliver.js';
import { intend } from '../../../../src/records/ledger/ledger.js';
import { applyTextStatus } from '../../../../src/records/ledger/text-status.js';
import { Metrics } from '../../../../src/platform/metrics/metrics.js';
import type { Reason } from '../../../../src/contracts/reasons.js';
import { VendorError } from '../../../../src/platform/errors/vendor-error.js';
import { openTestPool } from '../../../support/database.js';

const goOn = () => undefined;

describe('a decision counts once', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  let metrics: Metrics;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterAll(() => close());
  beforeEach(async () => {
    metrics = new Metrics();
    await pool.query('TRUNCATE conversations CASCADE');
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at)
       VALUES (7, 1, 'w', 'k', now(), now())`,
    );
  });

  const record = (state: 'waiting' | 'bridging' | 'done', reason: Reason | null) =>
    inTransaction(pool, (client) => recordOutcome(client, { orgId: 7, conversationId: 1, state, reason }));
  const followUp = () =>
    intend(pool, {
      orgId: 7,
      conversationId: 1,
      medium: 'sms',
      purpose: 'follow_up',
      cause: 'follow-up',
      sessionId: null,
      body: 'Hi',
    });
  const channel = (send: Channel['send'], found: readonly string[] = []): Channel => ({
    send,
    lookFor: () => Promise.resolve(found),
    refused: () => Promise.resolve(),
  });
  const context = () => ({ pool, metrics, reconcileWindowMs: 0 });
  const texted = async () =>
    /decisions_total\{outcome="texted"\} (\d+)/.exec(await metrics.registry.metrics())?.[1];

  test('a provisional reason is none; the same one at the end is; the second time it is known', async () => {
    expect(await record('waiting', 'no_phone')).toBeNull();
    expect(await record('done', 'no_phone')).toBe('no_phone');
    expect(await record('done', 'no_phone')).toBeNull();
  });

  test('a follow-up that was refused when the thread was open, and a thread that ends', async () => {
    expect(await record('bridging', null)).toBeNull();
    expect(await record('done', 'vendor_refused')).toBe('vendor_refused');
    await pool.query(`UPDATE conversations SET state = 'waiting', reason = NULL`);
    expect(await record('bridging', null)).toBeNull();
    expect(await record('done', null)).toBeNull();
  });

  test('one of which nothing is known, once, and not when it turns out to be with the vendor', async () => {
    expect(await record('bridging', 'send_ambiguous')).toBe('send_ambiguous');
    expect(await record('done', 'send_ambiguous')).toBeNull();
    await pool.query(`UPDATE conversations SET state = 'bridging', reason = NULL`);
    await followUp();
    await pool.query(`UPDATE ledger SET state = 'accepted', vendor_id = 'SM1'`);
    expect(await record('done', 'send_ambiguous')).toBeNull();
  });

  test("texted: by Twilio's answer", async () => {
    const { id } = await followUp();
    await deliver(
      context(),
      id,
      channel(() => Promise.resolve('SM1')),
    );
    await deliver(
      context(),
      id,
      channel(() => Promise.resolve('SM2')),
    );
    expect(await texted()).toBe('1');
  });

  test('texted: by a look at the vendor', async () => {
    const { id } = await followUp();
    const lost = () => Promise.reject(new VendorError('sms', 'ambiguous', 'no answer'));
    await deliver(context(), id, channel(lost));
    expect(await texted()).toBe('0');
    await reconcile(context(), id, channel(lost, ['SM1']), goOn);
    await reconcile(context(), id, channel(lost, ['SM1']), goOn);
    expect(await texted()).toBe('1');
  });

  test("texted: by a callback that is quicker than Twilio's answer, and then not by that answer", async () => {
    const { id } = await followUp();
    const quick = async () => {
      const effect = await applyTextStatus(
        pool,
        {
          kind: 'text_status',
          ledgerId: id,
          messageSid: 'SM1',
          status: 'sent',
          errorCode: null,
          ourNumber: null,
        },
        1,
      );
      expect(effect).toMatchObject({ isNew: true, settled: true, isFollowUp: true }); // what handleTextStatus counts by
      return 'SM1';
    };
    await deliver(context(), id, channel(quick));
    expect(await texted()).toBe('0');
  });

  test('what could first have gone out a minute ago took a minute, once it is accepted', async () => {
    const { id } = await followUp();
    const since = Date.now() - 60_000;
    await deliver(
      context(),
      id,
      channel(() => Promise.reject(new VendorError('sms', 'unavailable', 'away'))),
      since,
    ).catch(() => undefined);
    const relays = async () =>
      [...(await metrics.registry.metrics()).matchAll(/relay_seconds_(?:sum|count)\{.*\} (\S+)/g)].map(
        ([, value]) => Math.round(Number(value)),
      );
    expect(await relays()).toEqual([]);
    await deliver(
      context(),
      id,
      channel(() => Promise.resolve('SM1')),
      since,
    );
    expect(await relays()).toEqual([60, 1]);
  });
});
