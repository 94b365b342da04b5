import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { createPool, type Pool } from '../../../../src/platform/db/pool.js';
import type { TextStatus } from '../../../../src/contracts/events.js';
import { claim } from '../../../../src/records/ledger/claim.js';
import { findSend, intend } from '../../../../src/records/ledger/ledger.js';
import {
  drop,
  freeForRetry,
  markAccepted,
  markAmbiguous,
  markParked,
  markRefused,
} from '../../../../src/records/ledger/moves.js';
import type { SendState } from '../../../../src/records/ledger/transitions.js';
import { applyTextStatus as applyReport } from '../../../../src/records/ledger/text-status.js';
import { createLogger } from '../../../../src/platform/logging/logger.js';
import { createTestDatabase, type TestDatabase } from '../../../support/database.js';

const newSid = () => `SM${randomBytes(16).toString('hex')}`;
const callback = (
  messageSid: string,
  status: string,
  ledgerId: string | null,
  errorCode: string | null = null,
): TextStatus => ({
  kind: 'text_status',
  messageSid,
  status,
  errorCode,
  ledgerId,
  ourNumber: '+12025550123',
});

let reports = 0;
/** Each call is a report of its own: a row of the inbox. */
const applyTextStatus = (db: Pool, event: TextStatus, reportId = ++reports) =>
  applyReport(db, event, reportId);

describe('the state of a text', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool({
      url: database.url,
      size: 6,
      name: 'test',
      timeoutMs: 10_000,
      log: createLogger('test', 'silent'),
    });
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at)
       VALUES (7, 1, 'w', 'k', now(), now())`,
    );
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number)
       VALUES (7, 1, '+12025550123', '+14155552671') RETURNING id`,
    );
    sessionId = rows[0]?.id ?? 0;
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  let sessionId: number;
  let causes = 0;
  /** A text that was claimed for sending, with no word from Twilio yet. */
  async function sending(): Promise<string> {
    const { id } = await intend(pool, {
      orgId: 7,
      conversationId: 1,
      medium: 'sms',
      purpose: 'relay',
      cause: `relay:${++causes}`,
      sessionId,
      body: 'Hello',
    });
    await claim(pool, id);
    return id;
  }
  const stateOf = async (id: string) => (await findSend(pool, id)).state;

  test.each<[string, SendState]>([
    ['accepted', 'accepted'],
    ['scheduled', 'accepted'],
    ['queued', 'accepted'],
    ['sending', 'accepted'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
    ['something_new', 'sending'],
  ])("after Twilio's word %s is %s", async (status, state) => {
    const id = await sending();
    await applyTextStatus(pool, callback(newSid(), status, id));
    expect(await stateOf(id)).toBe(state);
  });

  const before = fc.constantFrom('sending', 'ambiguous', 'intended', 'parked', 'accepted');
  const early = fc.array(
    fc.constantFrom('accepted', 'scheduled', 'queued', 'sending', 'sent', 'something_new'),
    { maxLength: 6 },
  );
  const last = fc.constantFrom('delivered', 'undelivered', 'failed', 'canceled', 'read');
  const terminal: Readonly<Record<string, SendState>> = {
    delivered: 'delivered',
    read: 'delivered',
    undelivered: 'undelivered',
    failed: 'failed',
    canceled: 'failed',
  };
  const deliveries = fc.tuple(early, last, fc.integer({ min: 1, max: 3 })).chain(([words, end, times]) => {
    const all = Array.from({ length: times }, () => [...words, end]).flat();
    return fc.tuple(
      fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
      fc.constant(end),
    );
  });
  async function put(id: string, sid: string, state: string): Promise<void> {
    if (state === 'ambiguous') await markAmbiguous(pool, id);
    if (state === 'intended') await freeForRetry(pool, id);
    if (state === 'parked') await markParked(pool, id);
    if (state === 'accepted') await markAccepted(pool, id, sid);
  }

  test('is the same in the end, whatever the order and the number of callbacks, and each step is told once', async () => {
    await fc.assert(
      fc.asyncProperty(before, deliveries, async (start, [words, end]) => {
        const [id, sid] = [await sending(), newSid()];
        await put(id, sid, start);
        const effects = [];
        for (const word of words) effects.push(await applyTextStatus(pool, callback(sid, word, id)));
        expect(await findSend(pool, id)).toMatchObject({ state: terminal[end], vendorId: sid });
        expect(effects.filter((effect) => effect?.settled)).toHaveLength(start === 'accepted' ? 0 : 1);
        expect(effects.filter((effect) => effect?.failed)).toHaveLength(
          terminal[end] === 'delivered' ? 0 : 1,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('is the same in the end when the callbacks come all at once', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ([words, end]) => {
        const [id, sid] = [await sending(), newSid()];
        const effects = await Promise.all(
          words.map((word) => applyTextStatus(pool, callback(sid, word, id))),
        );
        expect(await stateOf(id)).toBe(terminal[end]);
        expect(effects.filter((effect) => effect?.settled)).toHaveLength(1);
        expect(effects.filter((effect) => effect?.failed)).toHaveLength(
          terminal[end] === 'delivered' ? 0 : 1,
        );
      }),
      { numRuns: 20 },
    );
  });

  const terminals = ['delivered', 'undelivered', 'failed'] as const;
  const words = [
    'accepted',
    'queued',
    'sending',
    'sent',
    'delivered',
    'read',
    'undelivered',
    'failed',
    'canceled',
    'something_new',
  ];
  test.each(terminals)('stays %s, whatever comes after it', async (state) => {
    const [id, sid] = [await sending(), newSid()];
    await applyTextStatus(pool, callback(sid, state, id, '30003'));
    for (const word of words) {
      const effect = await applyTextStatus(pool, callback(sid, word, id, '30006'));
      expect(effect).toMatchObject({ settled: false, failed: false });
    }
    await markAccepted(pool, id, newSid());
    await freeForRetry(pool, id);
    await markAmbiguous(pool, id);
    await markParked(pool, id);
    await markRefused(pool, id, '1');
    expect(await findSend(pool, id)).toMatchObject({ state, vendorId: sid, errorCode: '30003' });
  });

  test('stays refused: a text that Twilio refused is not brought back by a callback', async () => {
    const id = await sending();
    await markRefused(pool, id, '21610');
    await applyTextStatus(pool, callback(newSid(), 'delivered', id));
    expect(await findSend(pool, id)).toMatchObject({ state: 'refused', errorCode: '21610' });
  });

  test('a text that we gave up after an attempt is brought back by a callback: the attempt had succeeded', async () => {
    const [id, sid] = [await sending(), newSid()];
    await markAmbiguous(pool, id);
    await freeForRetry(pool, id);
    await drop(pool, id, 'too_late');
    await applyTextStatus(pool, callback(sid, 'delivered', id));
    expect(await findSend(pool, id)).toMatchObject({ state: 'delivered', vendorId: sid });
  });

  test('cannot go back to unsent: once a callback proved that Twilio has it, nobody gets to send it again', async () => {
    const [id, sid] = [await sending(), newSid()];
    await markAmbiguous(pool, id);
    await applyTextStatus(pool, callback(sid, 'queued', id));
    await freeForRetry(pool, id);
    expect(await claim(pool, id)).toBeNull();
    expect(await findSend(pool, id)).toMatchObject({ state: 'accepted', vendorId: sid });
  });

  test('tells the same of a report that is handled again, after a crash, and says that it is not new', async () => {
    const [id, sid] = [await sending(), newSid()];
    const [taken, undelivered] = [++reports, ++reports];
    const first = await applyTextStatus(pool, callback(sid, 'sent', id), taken);
    expect(first).toMatchObject({ isNew: true, settled: true, failed: false });
    expect(await applyTextStatus(pool, callback(sid, 'sent', id), taken)).toEqual({ ...first, isNew: false });
    const second = await applyTextStatus(pool, callback(sid, 'undelivered', id, '30006'), undelivered);
    expect(second).toMatchObject({ isNew: true, settled: false, failed: true });
    for (const [report, told] of [
      [undelivered, second],
      [taken, first],
    ] as const)
      expect(await applyTextStatus(pool, callback(sid, 'delivered', id), report)).toEqual({
        ...told,
        isNew: false,
      });
    expect(await applyTextStatus(pool, callback(sid, 'failed', id))).toMatchObject({
      isNew: false,
      settled: false,
      failed: false,
    });
  });

  test('is found by SID where the callback carries no ledger ID', async () => {
    const [id, sid] = [await sending(), newSid()];
    await markAccepted(pool, id, sid);
    expect(await applyTextStatus(pool, callback(sid, 'undelivered', null, '30006'))).toEqual({
      orgId: 7,
      conversationId: 1,
      ledgerId: id,
      isFollowUp: false,
      attemptedAt: expect.any(Date),
      sessionId: expect.any(Number),
      visitorNumber: '+14155552671',
      isNew: true,
      settled: false,
      failed: true,
    });
    expect(await findSend(pool, id)).toMatchObject({ state: 'undelivered', errorCode: '30006' });
  });

  test('does not change by a callback about another message, another entry or nothing of ours', async () => {
    const [id, sid] = [await sending(), newSid()];
    await markAccepted(pool, id, sid);
    expect(await applyTextStatus(pool, callback(newSid(), 'failed', id))).toBeNull();
    expect(await applyTextStatus(pool, callback(newSid(), 'failed', null))).toBeNull();
    expect(
      await applyTextStatus(pool, callback(sid, 'failed', '00000000-0000-4000-8000-000000000000')),
    ).toBeNull();
    expect(await stateOf(id)).toBe('accepted');
  });

  test('is not that of a post to Drift: a callback never touches one', async () => {
    const { id } = await intend(pool, {
      orgId: 7,
      conversationId: 1,
      medium: 'note',
      purpose: 'notice',
      cause: 'note:1',
      sessionId: null,
      body: 'x',
    });
    expect(await applyTextStatus(pool, callback(newSid(), 'delivered', id))).toBeNull();
    expect(await stateOf(id)).toBe('intended');
  });
});
