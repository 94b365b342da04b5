import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

const MESSAGES = '/2010-04-01/Accounts/:sid/Messages.json';

describe('promise 4: one logical text, at most one Twilio message', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterEach(() => {
    textback.sandbox.twilio.faults.clear();
    textback.sandbox.drift.faults.clear();
    textback.sandbox.twilio.setSwitches({ callbacks: { enabled: true } });
  });
  afterAll(() => textback.close());

  const textsTo = (phone: string) => textback.texts().filter(({ to }) => to === phone);
  const stateOf = async (phone: string) => {
    const { rows } = await textback.db.query<{ state: string; attempts: number }>(
      'SELECT l.state, l.attempts FROM ledger l JOIN sessions s ON s.id = l.session_id WHERE s.visitor_number = $1',
      [phone],
    );
    return rows[0];
  };
  const isAccepted = async (phone: string) =>
    ['accepted', 'sent', 'delivered'].includes((await stateOf(phone))?.state ?? '');

  test.each(['reset-after', 'garbage-after', 'timeout-after'] as const)(
    'if the reply is lost after acceptance (%s) and no callback comes, the text is found at Twilio and not sent again',
    async (kind) => {
      const { drift, twilio } = textback.sandbox;
      const phone = {
        'reset-after': '+12025550101',
        'garbage-after': '+12025550102',
        'timeout-after': '+12025550103',
      }[kind];
      twilio.setSwitches({ callbacks: { enabled: false } });
      twilio.addFault({ route: MESSAGES, method: 'POST', kind, times: 1 });
      drift.startConversation({ contact: { phone }, body: 'Hello?' });
      await eventually('the text is known to be accepted', () => isAccepted(phone));
      expect(textsTo(phone)).toHaveLength(1);
      expect(await stateOf(phone)).toMatchObject({ attempts: 1 });
    },
  );

  test('if the status callback arrives before the search, there is no search and no second text', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550104';
    twilio.addFault({ route: MESSAGES, method: 'POST', kind: 'reset-after', times: 1 });
    twilio.addFault({ route: MESSAGES, method: 'GET', kind: '500' });
    drift.startConversation({ contact: { phone }, body: 'Hello?' });
    await eventually(
      'the text is known to be delivered',
      async () => (await stateOf(phone))?.state === 'delivered',
    );
    expect(textsTo(phone)).toHaveLength(1);
  });

  test.each(['reset-before', '500', '502-html'] as const)(
    'an ambiguous send that Twilio did not accept (%s) is repeated after Twilio was asked twice',
    async (kind) => {
      const { drift, twilio } = textback.sandbox;
      const phone = { 'reset-before': '+12025550105', '500': '+12025550106', '502-html': '+12025550107' }[
        kind
      ];
      twilio.addFault({ route: MESSAGES, method: 'POST', kind, times: 1 });
      drift.startConversation({ contact: { phone }, body: 'Hello?' });
      await eventually('the text goes out', () => textsTo(phone).length === 1);
      expect(await stateOf(phone)).toMatchObject({ attempts: 2 });
    },
  );

  test('after a 429 the text was definitely not accepted, so it is retried at once', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550108';
    twilio.addFault({ route: MESSAGES, method: 'POST', kind: '429', times: 2 });
    drift.startConversation({ contact: { phone }, body: 'Hello?' });
    await eventually('the text goes out', () => textsTo(phone).length === 1);
  });

  test("a visitor's text is posted to Drift once, even if Drift's reply is lost", async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550109';
    const { conversation } = drift.startConversation({ contact: { phone }, body: 'Hello?' });
    await eventually('the text', () => textsTo(phone).length === 1);
    await eventually('the note', () => textback.posts(conversation.id).length === 1);
    drift.addFault({ route: '/conversations/:id/messages', method: 'POST', kind: 'reset-after', times: 1 });
    twilio.text({ from: phone, body: 'Say it once' });
    await eventually('it is known to stand in Drift', async () => {
      const { rows } = await textback.db.query(
        `SELECT FROM ledger WHERE medium = 'chat' AND conversation_id = $1 AND state = 'accepted'`,
        [conversation.id],
      );
      return rows.length === 1;
    });
    expect(textback.posts(conversation.id).filter(({ body }) => body.includes('Say it once'))).toHaveLength(
      1,
    );
  });
});
