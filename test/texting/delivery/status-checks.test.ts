import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { checkTimes, takeDue } from '../../../src/records/ledger/unconfirmed.js';
import { statuses } from '../../../sandbox/twilio/types.js';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';

const ONE_MESSAGE = '/2010-04-01/Accounts/:sid/Messages/:file';
const FIRST_MS = 1_000;

interface Row {
  readonly state: string;
  readonly sid: string;
  readonly checks: number;
}

/** What these tests look at, of a Textback whose texts are asked for after a second. */
function watch(textback: () => Textback) {
  const twilio = () => textback().sandbox.twilio;
  const rowOf = async (conversationId: number): Promise<Row | undefined> => {
    const { rows } = await textback().db.query<Row>(
      `SELECT state, vendor_id AS sid, status_checks AS checks FROM ledger WHERE medium = 'sms' AND conversation_id = $1`,
      [conversationId],
    );
    return rows[0];
  };
  /** Refused credentials are tried again after half a minute. */
  const until = (what: string, conversationId: number, check: (row: Row) => boolean) =>
    eventually(
      what,
      async () => {
        const row = await rowOf(conversationId);
        if (row !== undefined && check(row)) return row;
        throw new Error(`it is ${JSON.stringify(row)}`);
      },
      50_000,
    );
  return {
    rowOf,
    until,
    /** How often Twilio was asked for this one text. */
    asked: (sid: string) =>
      twilio()
        .ledger.requests()
        .filter(({ method, path }) => method === 'GET' && path.includes(sid)).length,
    chat: (phone: string) =>
      textback().sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id,
    silence: () => void twilio().setSwitches({ callbacks: { missing: [...statuses] } }),
    notes: (conversationId: number) =>
      textback()
        .posts(conversationId)
        .filter(({ type, body }) => type === 'private_note' && body.includes('did not reach')),
    /** Makes the next question due, as if the hours had passed. */
    letHoursPass: (conversationId: number) =>
      textback().db.query(
        `UPDATE ledger SET attempted_at = attempted_at - interval '25 hours', status_check_at = now()
         WHERE medium = 'sms' AND conversation_id = $1`,
        [conversationId],
      ),
  };
}

describe('a text without a last word is asked for', () => {
  let textback: Textback;
  const { rowOf, until, asked, chat, silence, notes, letHoursPass } = watch(() => textback);
  beforeAll(async () => {
    textback = await startTextback({ environment: { STATUS_CHECK_AFTER: `${FIRST_MS}ms` } });
  });
  afterEach(async () => {
    const { twilio } = textback.sandbox;
    twilio.setSwitches({ callbacks: { missing: [], sequence: ['sent', 'delivered'] } });
    twilio.clearOutcomes();
    twilio.faults.clear();
    // What is still without a last word is not the next test's business.
    await textback.db.query(`UPDATE ledger SET status_checks = 3`);
  });
  afterAll(() => textback.close());

  test('a text whose callbacks never come is asked for, and its failure reaches the rep as a private note', async () => {
    const { twilio } = textback.sandbox;
    silence();
    twilio.setOutcome('next', { status: 'undelivered', errorCode: 30003 });
    const id = chat('+12025550131');
    const note = await eventually('the rep is told', () => notes(id)[0]);
    expect(note.body).toContain('the phone is off or out of reach');
    const { state, sid } = (await rowOf(id)) as Row;
    expect(state).toBe('undelivered');

    // The callback comes after all, and twice: nobody is told again.
    twilio.setSwitches({ callbacks: { missing: [] }, duplicates: 1 });
    twilio.setStatus(sid, 'undelivered', 30003);
    await twilio.whenIdle();
    twilio.setSwitches({ duplicates: 0 });
    const events = await textback.db.query(
      `SELECT outcome FROM inbox WHERE event_key = $1 AND outcome IS NOT NULL`,
      [`${sid}:undelivered`],
    );
    expect(events.rows).toHaveLength(1);
    expect(notes(id)).toHaveLength(1);
  });

  test('its delivery is known too', async () => {
    silence();
    const id = chat('+12025550132');
    const { sid } = await until(
      'it is known',
      id,
      ({ state, checks }) => state === 'delivered' && checks === 1,
    );
    expect(asked(sid)).toBe(1);
  });

  test('a final state is never asked for, whether a callback told it or an answer', async () => {
    const told = chat('+12025550133');
    const { sid: toldSid } = await until('it is told', told, ({ state }) => state === 'delivered');
    silence();
    const found = chat('+12025550134');
    const { sid: foundSid } = await until('it is found', found, ({ state }) => state === 'delivered');
    await letHoursPass(told);
    await letHoursPass(found);
    // Whoever is due is asked for in the order of their sending: when a later text has been, these would have been.
    const later = chat('+12025550135');
    await until('a later text is asked for', later, ({ checks }) => checks > 0);
    expect([asked(toldSid), asked(foundSid)]).toEqual([0, 1]);
  });

  test('`sent` may stay the last word: it is asked for three times and no more', async () => {
    textback.sandbox.twilio.setSwitches({ callbacks: { sequence: ['sent'] } });
    const id = chat('+12025550136');
    for (const checks of [1, 2, 3]) {
      await until(`question ${checks}`, id, (row) => row.checks === checks);
      await letHoursPass(id);
    }
    const later = chat('+12025550137');
    await until('a later text is asked for', later, ({ checks }) => checks > 0);
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: 'sent', checks: 3 });
    expect(asked(row?.sid ?? '')).toBe(3);
    expect(notes(id)).toEqual([]);
  });

  test.each([
    ['503', '+12025550141', 2],
    ['429', '+12025550142', 2],
    ['reset-before', '+12025550143', 2],
    ['garbage-after', '+12025550144', 2],
    ['unauthorized', '+12025550145', 1], // each time takes half a minute
  ] as const)(
    'Twilio away (%s): asked later, nothing lost, and the question does not count',
    async (kind, phone, times) => {
      const { twilio } = textback.sandbox;
      silence();
      twilio.setOutcome('next', { status: 'failed', errorCode: 30008 });
      twilio.addFault({ route: ONE_MESSAGE, method: 'GET', kind, times });
      const id = chat(phone);
      // The answer may be worked on before the question is counted, or so late that it is asked once more.
      const isKnown = ({ state, checks }: Row) => state === 'failed' && checks > 0;
      const { sid } = await until('its failure is known', id, isKnown);
      await eventually('the rep is told', () => notes(id).length === 1);
      await until('all but the vain questions count', id, ({ checks }) => asked(sid) - checks === times);
    },
    90_000,
  );

  test('a text that Twilio does not know any more is not asked for for ever', async () => {
    const { twilio } = textback.sandbox;
    twilio.setSwitches({ callbacks: { sequence: ['sent'] } });
    const id = chat('+12025550138');
    const { sid } = await until('it is sent', id, ({ state }) => state === 'sent');
    const text = twilio.texts.get(sid);
    if (text === undefined) throw new Error('the sandbox lost a text');
    twilio.texts.delete(text);
    for (const checks of [1, 2, 3]) {
      await until(`question ${checks}`, id, (row) => row.checks >= checks);
      await letHoursPass(id);
    }
    const later = chat('+12025550139');
    await until('a later text is asked for', later, ({ checks }) => checks > 0);
    expect(asked(sid)).toBe(3);
  });
});

describe('several workers', () => {
  let textback: Textback;
  const { until, asked, chat } = watch(() => textback);
  beforeAll(async () => {
    textback = await startTextback({
      workers: 2,
      environment: { STATUS_CHECK_AFTER: '2s' },
      sandbox: { twilio: { callbacks: { sequence: ['sent'] } } },
    });
  });
  afterAll(() => textback.close());

  test('two workers ask once', async () => {
    const chats = Array.from({ length: 6 }, (_, i) => chat(`+1202555015${i}`));
    const rows = await Promise.all(
      chats.map((id) => until('it was asked for', id, ({ checks }) => checks === 1)),
    );
    expect(rows.map(({ sid }) => asked(sid))).toEqual(chats.map(() => 1));
  });

  test('of any number that look at the same moment, each text is taken by one', async () => {
    await textback.stopWorkers();
    await textback.db.query(
      `UPDATE ledger SET status_check_at = NULL, attempted_at = now() - interval '1 day'`,
    );
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeDue(textback.db, 60_000)));
    const ids = taken.flatMap((text) => (text === null ? [] : [text.ledgerId]));
    expect(ids).toHaveLength(new Set(ids).size);
    expect(ids.length).toBeGreaterThan(0);
    expect(await takeDue(textback.db, 60_000)).toBeNull();
  });
});

test('texts are asked for after a quarter of an hour, an hour and six hours', () => {
  expect(checkTimes(15 * 60_000)).toEqual([15 * 60_000, 3_600_000, 6 * 3_600_000]);
});
