import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { ended, startTextback, type Textback } from '../support/textback.js';

describe('promise 5: no text if none is allowed, and exactly one reason', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { LATE_PHONE_WINDOW: '2s' } });
  });
  afterAll(() => textback.close());

  const textsTo = (phone: string) => textback.texts().filter(({ to }) => to === phone);
  const chat = (contact: Record<string, unknown>) =>
    textback.sandbox.drift.startConversation({ contact, body: 'Hello?' }).conversation;

  test.each([
    ['no phone number', undefined, 'no_phone'],
    ['an empty phone number', '', 'no_phone'],
    ['a phone number that is none', 'call me maybe', 'invalid_phone'],
    ['a phone number of no country', '+999 12 34', 'invalid_phone'],
    ['a number with an extension', '+1 202 555 0181 ext. 5', 'invalid_phone'],
    ['a toll-free number', '+1 800 555 0199', 'not_textable'],
    ['one of our own numbers', '+1 202 555 0124', 'invalid_phone'],
  ])('%s: no call to Twilio, and the reason is recorded', async (_what, phone, reason) => {
    // The regular look for missed texts is no call about this chat.
    const calls = () =>
      textback.sandbox.twilio.ledger
        .requests()
        .filter(({ query }) => !JSON.stringify(query).includes('DateSent>'));
    const before = calls().length;
    const conversation = chat(phone === undefined ? { name: 'Ana' } : { name: 'Ana', phone });
    expect(await ended(textback, conversation.id)).toMatchObject({ reason });
    expect(calls()).toHaveLength(before);
  });

  test('an answer without a webhook prevents the text, because Textback asks Drift first', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550182';
    drift.setSwitches({ subscribedEvents: ['new_conversation'] });
    const conversation = chat({ phone });
    drift.say(conversation.id, { author: 'rep', body: 'Hi!' });
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'answered' });
    drift.setSwitches({ subscribedEvents: null });
    expect(textsTo(phone)).toEqual([]);
  });

  test('a bot does not count as an answer: the visitor is texted', async () => {
    const phone = '+12025550183';
    const conversation = chat({ phone });
    textback.sandbox.drift.say(conversation.id, { author: 'bot', body: 'A person will be with you' });
    await eventually('the text', () => textsTo(phone).length === 1);
  });

  test('a private note of a rep does not count as an answer', async () => {
    const phone = '+12025550184';
    const conversation = chat({ phone });
    textback.sandbox.drift.say(conversation.id, {
      author: 'rep',
      type: 'private_note',
      body: 'who takes this?',
    });
    await eventually('the text', () => textsTo(phone).length === 1);
  });

  test('no text after the chat was closed, with or without a webhook', async () => {
    const { drift } = textback.sandbox;
    const told = chat({ phone: '+12025550185' });
    drift.setStatus(told.id, 'closed');
    expect(await ended(textback, told.id)).toMatchObject({ reason: 'closed' });
    drift.setSwitches({ statusEvents: [] });
    const found = chat({ phone: '+12025550186' });
    drift.setStatus(found.id, 'closed');
    expect(await ended(textback, found.id)).toMatchObject({ reason: 'closed' });
    drift.setSwitches({ statusEvents: ['conversation_status_updated'] });
  });

  test('after STOP, no text goes out in this or the next conversation until START', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550187';
    const first = chat({ phone });
    await eventually('the text', () => textsTo(phone).length === 1);
    twilio.text({ from: phone, body: ' stop ' });
    await eventually('the rep is told', () =>
      textback.posts(first.id).some(({ type, body }) => type === 'private_note' && body.includes('STOP')),
    );
    const calls = () => twilio.ledger.requests().filter(({ method }) => method === 'POST').length;
    const before = calls();
    drift.say(first.id, { author: 'rep', body: 'Still there?' });
    await eventually('the rep is told why', () =>
      textback.posts(first.id).some(({ body }) => body.includes('opted out')),
    );
    const second = chat({ phone });
    expect(await ended(textback, second.id)).toMatchObject({ reason: 'opted_out' });
    expect(calls()).toBe(before);

    twilio.text({ from: phone, body: 'START' });
    await eventually('the rep is told', () =>
      textback.posts(first.id).some(({ body }) => body.includes('we can text them again')),
    );
    drift.say(first.id, { author: 'rep', body: 'Welcome back' });
    await eventually('texts flow again', () => textsTo(phone).some(({ body }) => body === 'Welcome back'));
  });

  test('if Twilio reports an opt-out, the phone counts as opted out from then on', async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550189';
    twilio.setOutcome(phone, { refuse: 21610 });
    expect(await ended(textback, chat({ phone }).id)).toMatchObject({ reason: 'opted_out' });
    twilio.setOutcome(phone, null);
    expect(await ended(textback, chat({ phone }).id)).toMatchObject({ reason: 'opted_out' });
    expect(textsTo(phone)).toEqual([]);
  });

  test.each([
    [21614, 'not_textable'],
    [21211, 'invalid_phone'],
    [21408, 'vendor_refused'],
  ])(
    'if Twilio refuses with %i, Textback tries once, tells the rep and records the reason',
    async (code, reason) => {
      const phone = `+120255501${(code % 89) + 10}`;
      textback.sandbox.twilio.setOutcome(phone, { refuse: code });
      const asked = () =>
        textback.sandbox.twilio.ledger.requests().filter(({ method }) => method === 'POST').length;
      const before = asked();
      expect(await ended(textback, chat({ phone }).id)).toMatchObject({ reason });
      expect(asked()).toBe(before + 1);
    },
  );

  const MESSAGES = '/2010-04-01/Accounts/:sid/Messages.json';
  const attempted = async (phone: string) => {
    const { rows } = await textback.db.query(
      'SELECT FROM ledger l JOIN sessions s ON s.id = l.session_id WHERE s.visitor_number = $1',
      [phone],
    );
    return rows.length > 0;
  };

  test('if a person answers while Twilio is down, no text goes out when it is back', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550121';
    twilio.addFault({ route: MESSAGES, method: 'POST', kind: '429' });
    const conversation = chat({ phone });
    await eventually('the text is tried', () => attempted(phone));
    drift.say(conversation.id, { author: 'rep', body: 'Hi!' });
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'answered' });
    twilio.faults.clear();
    expect(textsTo(phone)).toEqual([]);
  });

  test('if a person answers while a text is being reconciled and it is not out, it is not sent', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550122';
    twilio.addFault({ route: MESSAGES, method: 'POST', kind: '500', times: 1 });
    const conversation = chat({ phone });
    await eventually('the text is tried', () => attempted(phone));
    drift.say(conversation.id, { author: 'rep', body: 'Hi!' });
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'answered' });
    expect(textsTo(phone)).toEqual([]);
  });

  /** Backends that wait to be told whether a follow-up was written down, since so many seconds at the most. */
  const waitingToPrepare = async (seconds: number) => {
    const { rows } = await textback.db.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
         AND query LIKE '%FROM ledger WHERE org_id%' AND query_start > clock_timestamp() - $1 * interval '1 second'`,
      [seconds],
    );
    return rows.length;
  };

  test('if a person answers without a webhook while PostgreSQL hangs between the check at Drift and the send, no text goes out', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550126';
    const route = '/conversations/:id/messages';
    drift.addFault({ route, method: 'GET', kind: 'latency', latencyMs: 1_500, times: 1 });
    const conversation = chat({ phone });
    const isAsked = () => drift.faults.list().some(({ fired }) => fired > 0);
    await eventually('Drift is asked for an answer', isAsked);
    const locker = await textback.db.connect();
    await locker.query('BEGIN');
    await locker.query('LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE');
    await eventually('the text is about to be written down', async () => (await waitingToPrepare(60)) > 0);
    drift.setSwitches({ subscribedEvents: [] });
    drift.say(conversation.id, { author: 'rep', body: 'Hi!' });
    drift.setSwitches({ subscribedEvents: null });
    await eventually('that has failed', async () => (await waitingToPrepare(60)) === 0);
    await eventually('and is tried again', async () => (await waitingToPrepare(5)) > 0);
    await locker.query('ROLLBACK');
    locker.release();
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'answered' });
    expect(textsTo(phone)).toEqual([]);
    drift.faults.clear();
  }, 90_000);

  test('if a carrier later reports that the phone blocks us, no later chat is texted', async () => {
    const phone = '+12025550125';
    textback.sandbox.twilio.setOutcome(phone, { status: 'undelivered', errorCode: 30004 });
    const first = chat({ phone });
    await eventually('the rep is told', () =>
      textback.posts(first.id).some(({ body }) => body.includes('blocks our texts')),
    );
    textback.sandbox.twilio.setOutcome(phone, null);
    expect(await ended(textback, chat({ phone }).id)).toMatchObject({ reason: 'opted_out' });
    expect(textsTo(phone)).toHaveLength(1);
  });

  test('if an operator cancels the workflow, the conversation is recorded as ended', async () => {
    const conversation = chat({});
    const row = await eventually('it waits', async () => {
      const found = await textback.conversation(conversation.id);
      return found?.reason === 'no_phone' ? found : null;
    });
    await textback.client.workflow.getHandle(row.workflow_id).cancel();
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'stopped' });
  });

  test('every conversation has either a text or exactly one reason, and the counts add up', async () => {
    const { rows } = await textback.db.query<{
      all: number;
      texted: number;
      reasons: number;
      neither: number;
    }>(`
      SELECT count(*)::int AS all, count(*) FILTER (WHERE reason IS NULL AND texted)::int AS texted,
             count(*) FILTER (WHERE reason IS NOT NULL AND NOT texted)::int AS reasons
      FROM (SELECT c.*, EXISTS (SELECT FROM ledger l WHERE (l.org_id, l.conversation_id) = (c.org_id, c.conversation_id)
              AND purpose = 'follow_up' AND l.state NOT IN ('refused', 'intended')) AS texted FROM conversations c) c`);
    const counts = rows[0];
    expect(counts?.all).toBeGreaterThan(10);
    expect((counts?.texted ?? 0) + (counts?.reasons ?? 0)).toBe(counts?.all);
  });
});

describe('promise 5: quiet hours', () => {
  const hour = (offset: number) =>
    `${String((new Date().getUTCHours() + offset + 24) % 24).padStart(2, '0')}:00`;

  test('no text goes out in quiet hours, and a text that would wait too long is dropped with its reason', async () => {
    const environment = {
      QUIET_HOURS: `${hour(-1)}-${hour(2)}`,
      DEFAULT_TIME_ZONE: 'UTC',
      QUIET_MAX_AGE: '1m',
    };
    const textback = await startTextback({ environment });
    try {
      const { conversation } = textback.sandbox.drift.startConversation({
        contact: { phone: '+12025550191' },
        body: 'Hello?',
        context: { timezone: 'UTC' },
      });
      expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'quiet_too_long' });
      expect(textback.texts()).toEqual([]);
    } finally {
      await textback.close();
    }
  });

  test("the visitor's time zone applies if Drift reports it", async () => {
    // Quiet now in UTC, not quiet twelve hours away.
    const environment = { QUIET_HOURS: `${hour(-1)}-${hour(2)}`, DEFAULT_TIME_ZONE: 'UTC' };
    const textback = await startTextback({ environment });
    try {
      textback.sandbox.drift.startConversation({
        contact: { phone: '+12025550192' },
        body: 'Hello?',
        context: { timezone: 'Etc/GMT-12' },
      });
      await eventually('the text', () => textback.texts().length === 1);
    } finally {
      await textback.close();
    }
  });
});
