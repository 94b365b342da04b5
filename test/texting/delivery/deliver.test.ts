import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { createPool, inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { VendorError, type VendorFailure } from '../../../src/platform/errors/vendor-error.js';
import { deliver, reconcile, type Channel } from '../../../src/texting/delivery/deliver.js';
import { findSend, intend } from '../../../src/records/ledger/ledger.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const goOn = () => undefined;

describe('the send ledger', () => {
  let database: TestDatabase;
  let pool: Pool;
  let next = 1;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool({
      url: database.url,
      size: 4,
      name: 'test',
      timeoutMs: 5_000,
      log: pino({ level: 'silent' }),
    });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const context = (reconcileWindowMs = 0) => ({ pool, metrics: new Metrics(), reconcileWindowMs });
  const channel = (part: Partial<Channel> = {}): Channel => ({
    send: () => Promise.resolve(`SM${next}`),
    lookFor: () => Promise.resolve([]),
    refused: () => Promise.resolve(),
    ...part,
  });
  const failing = (failure: VendorFailure, vendorCode?: string) =>
    channel({
      send: () =>
        Promise.reject(new VendorError('sms', failure, 'in a test', vendorCode ? { vendorCode } : {})),
    });

  /** An intended text to a visitor of its own. */
  async function text(): Promise<string> {
    const conversationId = next++;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone)
       VALUES (1, $1, $2, 'x', now(), now(), $3)`,
      [conversationId, `w${conversationId}`, `+1202555${conversationId}`],
    );
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number) VALUES (1, $1, '+1', $2) RETURNING id`,
      [conversationId, `+1202555${conversationId}`],
    );
    const entry = await intend(pool, {
      orgId: 1,
      conversationId,
      medium: 'sms',
      purpose: 'relay',
      cause: 'relay:1',
      sessionId: rows[0]?.id ?? 0,
      body: 'hello',
    });
    return entry.id;
  }

  const numberOf = async (id: string): Promise<string> => {
    const { rows } = await pool.query<{ number: string }>(
      'SELECT visitor_number AS number FROM sessions s JOIN ledger l ON l.session_id = s.id WHERE l.id = $1',
      [id],
    );
    return rows[0]?.number ?? '';
  };

  test('of twenty attempts at one entry, one sends', async () => {
    const id = await text();
    let sent = 0;
    const counting = channel({
      send: () => {
        sent += 1;
        return Promise.resolve('SMonce');
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => deliver(context(), id, counting)));
    expect(sent).toBe(1);
    expect(await findSend(pool, id)).toMatchObject({ state: 'accepted', vendorId: 'SMonce', attempts: 1 });
  });

  test.each(['relay', 'notice', 'follow_up'] as const)(
    'while texts go to test numbers only, a %s to another number is refused before the vendor is called',
    async (purpose) => {
      const [id, own] = [await text(), await text()];
      await pool.query('UPDATE ledger SET purpose = $2 WHERE id = ANY ($1::uuid[])', [[id, own], purpose]);
      const send = jest.fn(() => Promise.resolve('SMtrial'));
      const trial = { ...context(), onlyTo: [await numberOf(own)] };
      expect(await deliver(trial, id, channel({ send }))).toMatchObject({
        kind: 'refused',
        reason: 'disabled',
      });
      expect(send).not.toHaveBeenCalled();
      expect(await deliver(trial, own, channel({ send: () => Promise.resolve(`SM${own}`) }))).toMatchObject({
        kind: 'accepted',
      });
    },
  );

  test('an attempt that died in the middle makes the next one ambiguous, not a second text', async () => {
    const id = await text();
    const dying = channel({ send: () => Promise.reject(new Error('the process dies here')) });
    await expect(deliver(context(), id, dying)).rejects.toThrow();
    expect(await deliver(context(), id, channel())).toMatchObject({ kind: 'ambiguous' });
  });

  test.each(['rate_limited', 'unavailable', 'unauthorized'] as const)(
    'surely not sent (%s): free to be tried again, and the attempt does not count',
    async (failure) => {
      const id = await text();
      for (let i = 0; i < 5; i++)
        await expect(deliver(context(), id, failing(failure))).rejects.toThrow(VendorError);
      expect(await findSend(pool, id)).toMatchObject({ state: 'intended', attempts: 0 });
      expect(await deliver(context(), id, channel())).toMatchObject({ kind: 'accepted' });
    },
  );

  test('absence counts when seen twice, and says the same however often it is asked', async () => {
    const id = await text();
    await deliver(context(), id, failing('ambiguous'));
    expect(await reconcile(context(), id, channel(), goOn)).toMatchObject({ kind: 'ambiguous' });
    expect(await reconcile(context(), id, channel(), goOn)).toMatchObject({ kind: 'absent' });
    expect(await reconcile(context(), id, channel(), goOn)).toMatchObject({ kind: 'absent' });
    expect(await deliver(context(), id, channel())).toMatchObject({ kind: 'accepted' });
  });

  test('absence does not count before the window is over', async () => {
    const id = await text();
    await deliver(context(), id, failing('ambiguous'));
    for (let i = 0; i < 3; i++)
      expect(await reconcile(context(60_000), id, channel(), goOn)).toMatchObject({ kind: 'ambiguous' });
  });

  test.each([
    ['fast', 5 * 60_000],
    ['slow', -5 * 60_000],
  ])("and not sooner or later where the worker's clock is minutes %s", async (_, wrongBy) => {
    const id = await text();
    await deliver(context(), id, failing('ambiguous'));
    const now = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + wrongBy);
    try {
      for (let i = 0; i < 3; i++) {
        const result = await reconcile(context(60_000), id, channel(), goOn);
        expect(result.kind === 'ambiguous' ? result.askAgainInMs : result).toBeLessThanOrEqual(60_000);
      }
      await pool.query(`UPDATE ledger SET attempted_at = attempted_at - interval '61 s' WHERE id = $1`, [id]);
      expect(await reconcile(context(60_000), id, channel(), goOn)).toMatchObject({ kind: 'absent' });
    } finally {
      clock.mockRestore();
    }
  });

  test('what is found at the vendor is adopted, unless it belongs to another entry', async () => {
    const [first, second] = [await text(), await text()];
    await deliver(context(), first, channel({ send: () => Promise.resolve('SMtaken') }));
    await deliver(context(), second, failing('ambiguous'));
    const found = (ids: string[]) => channel({ lookFor: () => Promise.resolve(ids) });
    expect(await reconcile(context(), second, found(['SMtaken']), goOn)).toMatchObject({ kind: 'ambiguous' });
    expect(await reconcile(context(), second, found(['SMtaken', 'SMmine']), goOn)).toMatchObject({
      kind: 'accepted',
    });
    expect(await findSend(pool, second)).toMatchObject({ vendorId: 'SMmine' });
  });

  test('after three ambiguous attempts it is parked for the operator', async () => {
    const id = await text();
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await deliver(context(), id, failing('ambiguous'))).toMatchObject({ kind: 'ambiguous' });
      await reconcile(context(), id, channel(), goOn);
      expect(await reconcile(context(), id, channel(), goOn)).toMatchObject({
        kind: attempt < 3 ? 'absent' : 'parked',
      });
    }
  });

  test('a refusal keeps its reason, also when it is asked for again', async () => {
    const id = await text();
    expect(await deliver(context(), id, failing('rejected', '21614'))).toEqual({
      kind: 'refused',
      reason: 'not_textable',
      code: '21614',
    });
    expect(await deliver(context(), id, channel())).toEqual({
      kind: 'refused',
      reason: 'not_textable',
      code: '21614',
    });
  });

  test('after an opt-out, or once the thread is closed, what is intended is refused', async () => {
    const [optedOut, closed] = [await text(), await text()];
    await pool.query(
      `INSERT INTO consents (org_id, phone, status, means, at)
       SELECT 1, visitor_number, 'opted_out', 'keyword', now() FROM sessions s JOIN ledger l ON l.session_id = s.id WHERE l.id = $1`,
      [optedOut],
    );
    await pool.query(
      'UPDATE sessions SET closed_at = now() FROM ledger l WHERE l.session_id = sessions.id AND l.id = $1',
      [closed],
    );
    expect(await deliver(context(), optedOut, channel())).toMatchObject({
      kind: 'refused',
      reason: 'opted_out',
    });
    expect(await deliver(context(), closed, channel())).toMatchObject({
      kind: 'refused',
      reason: 'duplicate_session',
    });
  });

  test('PostgreSQL ending a connection in the middle of a transaction fails that transaction and nothing else', async () => {
    const killed = inTransaction(pool, (client) =>
      client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(killed).rejects.toThrow();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('while a text of its recipient is stored and not yet read, nothing goes out: it may be a STOP', async () => {
    const id = await text();
    const { sessionId } = await findSend(pool, id);
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at)
       SELECT 1, 'twilio', 'key' || id, 'key' || id, 'inbound', 'text_received',
              json_build_object('kind', 'text_received', 'visitorNumber', visitor_number, 'ourNumber', our_number), '{}', now()
       FROM sessions WHERE id = $1 RETURNING id`,
      [sessionId],
    );
    await expect(deliver(context(), id, channel())).rejects.toMatchObject({ failure: 'unavailable' });
    expect(await findSend(pool, id)).toMatchObject({ state: 'intended', attempts: 0 });
    await pool.query(`UPDATE inbox SET outcome = 'applied' WHERE id = $1`, [rows[0]?.id]);
    expect(await deliver(context(), id, channel())).toMatchObject({ kind: 'accepted' });
  });

  describe('a text for which Twilio cannot be asked', () => {
    const lookingInVain = (policy: 'leave' | 'send-again', failure: VendorFailure = 'unavailable') =>
      channel({
        unclear: { afterMs: 60_000, policy },
        lookFor: () => Promise.reject(new VendorError('sms', failure, 'in a test')),
      });
    /** One whose outcome is unclear, so long that the time alone proves nothing. */
    async function unclearText(attempts = 1): Promise<string> {
      const id = await text();
      await deliver(context(), id, failing('ambiguous'));
      await pool.query(
        `UPDATE ledger SET attempts = $2, attempted_at = clock_timestamp() - interval '1 day' WHERE id = $1`,
        [id, attempts],
      );
      return id;
    }
    const forMinutes = (minutes: number) => minutes * 60_000;

    test('is asked for again as long as there is hope', async () => {
      const id = await unclearText();
      await expect(reconcile(context(), id, lookingInVain('leave'), goOn, forMinutes(0.5))).rejects.toThrow(
        'in a test',
      );
      expect(await findSend(pool, id)).toMatchObject({ state: 'ambiguous' });
    });

    test('is left and shown to the operator after that', async () => {
      const id = await unclearText();
      expect(await reconcile(context(), id, lookingInVain('leave'), goOn, forMinutes(2))).toMatchObject({
        kind: 'parked',
      });
      expect(await findSend(pool, id)).toMatchObject({ state: 'parked' });
    });

    test('goes out again where the operator has chosen that, three times at most', async () => {
      const id = await unclearText();
      expect(await reconcile(context(), id, lookingInVain('send-again'), goOn, forMinutes(2))).toMatchObject({
        kind: 'absent',
      });
      expect(await deliver(context(), id, channel())).toMatchObject({ kind: 'accepted' });
      const tried = await unclearText(3);
      expect(
        await reconcile(context(), tried, lookingInVain('send-again'), goOn, forMinutes(2)),
      ).toMatchObject({
        kind: 'parked',
      });
    });

    test('that was a first text is never sent again: asked anew, it might end as answered though it is out', async () => {
      const id = await unclearText();
      await pool.query(`UPDATE ledger SET purpose = 'follow_up' WHERE id = $1`, [id]);
      const result = await reconcile(context(), id, lookingInVain('send-again'), goOn, forMinutes(2));
      expect(result).toMatchObject({ kind: 'parked' });
    });

    test('is kept while credentials are refused: a new token resumes it', async () => {
      const id = await unclearText();
      await expect(
        reconcile(context(), id, lookingInVain('leave', 'unauthorized'), goOn, forMinutes(2)),
      ).rejects.toThrow('in a test');
      expect(await findSend(pool, id)).toMatchObject({ state: 'ambiguous' });
    });
  });
});
