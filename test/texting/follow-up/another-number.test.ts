import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from '../relay/support.js';

let last = 300;
/** A number of nobody else. */
const phone = () => `+1202555${String((last += 1)).padStart(4, '0')}`;

describe("a visitor's number that changes", () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { FOLLOW_UP_DELAY: '2s' } });
  });
  afterAll(() => textback.close());

  const { textsTo, chats, open } = bridgeOf(() => textback);
  const bodiesTo = (to: string) => textsTo(to).map(({ body }) => body);
  const firstTextsTo = (to: string) => bodiesTo(to).filter((body) => body.includes('Reply STOP'));
  const notes = (id: number) => textback.posts(id).filter(({ type }) => type === 'private_note');
  const hasNote = (id: number, words: string) =>
    eventually(`the note "${words}"`, () => notes(id).some(({ body }) => body.includes(words)));
  const contactOf = (id: number) => textback.sandbox.drift.conversation(id).contactId;
  const isSettled = () =>
    eventually('all events are settled', async () => {
      await textback.sandbox.drift.whenIdle();
      return (await textback.db.query('SELECT FROM inbox WHERE outcome IS NULL')).rowCount === 0;
    });

  type Way = (id: number, number: string) => void;
  const say =
    (words: (number: string) => string): Way =>
    (id, number) =>
      void textback.sandbox.drift.say(id, { author: 'visitor', body: words(number) });
  const ways: [string, Way][] = [
    ['typed: "my number changed, it is N now"', say((n) => `my number changed, it is ${n} now`)],
    ['typed alone, as the answer to a question', say((n) => n)],
    [
      'added to the contact',
      (id, n) => void textback.sandbox.drift.updateContact(contactOf(id), { phone: n }),
    ],
    ['captured', (id, n) => void textback.sandbox.drift.capturePhone(id, n)],
  ];

  test.each(ways)('%s, while the chat waits: only the newest number is texted, once', async (_way, give) => {
    const [old, next] = [phone(), phone()];
    const { conversation } = textback.sandbox.drift.startConversation({
      contact: { name: 'Ana', phone: old },
      body: 'Hello?',
    });
    await eventually('the number is known', async () => {
      const row = await textback.conversation(conversation.id);
      return row?.phone_status === 'usable';
    });
    give(conversation.id, next);
    await eventually('the text', () => textsTo(next).length === 1);
    await isSettled();
    expect(textsTo(old)).toEqual([]);
    expect(firstTextsTo(next)).toHaveLength(1);
    const { rows } = await textback.db.query(
      'SELECT cause FROM ledger WHERE conversation_id = $1 AND medium = $2',
      [conversation.id, 'sms'],
    );
    expect(rows).toEqual([{ cause: 'follow-up' }]);
  });

  test("a number that an event of the past tells late, or that is somebody else's, changes nothing", async () => {
    const [known, older, others] = [phone(), phone(), phone()];
    const { drift } = textback.sandbox;
    const { conversation } = drift.startConversation({ contact: { name: 'Ana' }, body: `I am at ${known}` });
    const { orgId } = conversation;
    drift.sendRaw({
      orgId,
      type: 'contact_updated',
      data: {
        endUserId: conversation.contactId,
        timestamp: Date.now() - 60_000,
        diff: [{ name: 'attributes.phone', previous: null, updated: older }],
      },
    });
    drift.say(conversation.id, { author: 'visitor', body: `My colleague is at ${others}` });
    await eventually('the text', () => textsTo(known).length === 1);
    await isSettled();
    expect([...textsTo(older), ...textsTo(others)]).toEqual([]);
  });

  test.each(ways)(
    '%s, once the old number is texted: a first text, and from then on every word, goes to the new one',
    async (_way, give) => {
      const [old, next] = [phone(), phone()];
      const { drift, twilio } = textback.sandbox;
      const id = await open(old);
      twilio.text({ from: old, body: 'Hi, it is me' });
      await eventually('it is in the chat', () => chats(id).length === 1);
      drift.say(id, { author: 'rep', body: 'Hello Ana' });
      await eventually('it arrives', () => bodiesTo(old).includes('Hello Ana'));
      const before = textsTo(old).length;
      give(id, next);
      await eventually('the change is recorded', async () => {
        const { rows } = await textback.db.query(
          'SELECT phone FROM conversations WHERE conversation_id = $1',
          [id],
        );
        return (rows[0] as { phone: string } | undefined)?.phone === next;
      });
      drift.say(id, { author: 'rep', body: 'Your order is on its way' });
      await eventually('it arrives', () => bodiesTo(next).includes('Your order is on its way'));
      expect(bodiesTo(next)).toEqual([expect.stringContaining('Reply STOP'), 'Your order is on its way']);
      expect(textsTo(old)).toHaveLength(before);
      await hasNote(id, 'no longer texts the old one');
      await hasNote(id, 'has texted the new one');
      twilio.text({ from: next, body: 'Thanks!' });
      await eventually('the answer is in the chat', () =>
        chats(id).some(({ body }) => body.includes('Thanks!')),
      );

      const { sid } = twilio.text({ from: old, body: 'who is this' });
      await hasNote(id, 'who is this');
      await isSettled();
      expect(chats(id).some(({ body }) => body.includes('who is this'))).toBe(false);
      const { rows } = await textback.db.query('SELECT outcome FROM inbox WHERE event_key = $1', [
        `${sid}:received`,
      ]);
      expect(rows).toEqual([{ outcome: 'held' }]);
      const causes = await textback.db.query(
        `SELECT cause FROM ledger WHERE conversation_id = $1 AND purpose = 'follow_up' ORDER BY created_at`,
        [id],
      );
      expect(causes.rows).toEqual([{ cause: 'follow-up' }, { cause: 'follow-up:2' }]);
    },
  );

  /** From then on the rep's words go nowhere, and the right number is texted when it is told. */
  const expectWaitsForAnother = async (id: number, old: string, give: Way) => {
    const { drift } = textback.sandbox;
    const before = textsTo(old).length;
    drift.say(id, { author: 'rep', body: 'Anybody there?' });
    await hasNote(id, 'is not texted any more');
    const next = phone();
    give(id, next);
    await eventually('the first text', () => firstTextsTo(next).length === 1);
    drift.say(id, { author: 'rep', body: 'There you are' });
    await eventually('it arrives', () => bodiesTo(next).includes('There you are'));
    expect(textsTo(old)).toHaveLength(before);
  };

  test.each([
    [21614, ways[0]],
    [21211, ways[2]],
    [21214, ways[3]],
  ] as const)(
    'Twilio refuses the first text with %i: the chat waits, and texts the next number',
    async (code, way) => {
      const [old, next, { twilio, drift }] = [phone(), phone(), textback.sandbox];
      twilio.setOutcome(old, { refuse: code });
      const { conversation } = drift.startConversation({
        contact: { name: 'Ana', phone: old },
        body: 'Hello?',
      });
      await hasNote(conversation.id, 'If the visitor gives another number');
      expect(await textback.conversation(conversation.id)).toMatchObject({
        state: 'waiting',
        reason: code === 21614 ? 'not_textable' : 'invalid_phone',
      });
      drift.say(conversation.id, { author: 'visitor', body: `${old} is my number` }); // it does not come back
      await isSettled(); // what is told in the same millisecond has no order
      (way as [string, Way])[1](conversation.id, next);
      await eventually('the first text', () => firstTextsTo(next).length === 1);
      await eventually('it goes on', async () => {
        const row = await textback.conversation(conversation.id);
        return row?.state === 'bridging' && row.reason === null;
      });
      expect(textsTo(old)).toEqual([]);
    },
  );

  test('a number that the carrier refuses for good is lost: the chat waits for another one', async () => {
    for (const errorCode of [30006, 30005] as const) {
      const [old, { twilio, drift }] = [phone(), textback.sandbox];
      twilio.setOutcome('next', { status: 'undelivered', errorCode });
      const id = await open(old);
      await hasNote(id, 'If the visitor gives another number');
      drift.say(id, { author: 'visitor', body: `${old} is right, I think` }); // it does not come back
      await expectWaitsForAnother(id, old, ways[errorCode === 30006 ? 0 : 2]?.[1] as Way);
    }
  });

  test.each([
    'Wrong number',
    "Hi, I think you've got the wrong number. Please stop",
    'Falsche Nummer!',
    'Vous avez fait un faux numéro',
    'Número equivocado',
    'Foi engano, número errado',
  ])('the phone answers %j: it is opted out, and the note says that it is not the visitor', async (words) => {
    const old = phone();
    const id = await open(old);
    textback.sandbox.twilio.text({ from: old, body: words });
    await hasNote(id, "that it is not the visitor's");
    await eventually("the rep reads it, as nobody's chat message", () =>
      notes(id).some(({ body }) => body.includes('A text from the phone that we texted')),
    );
    expect(chats(id)).toEqual([]);
    expect(notes(id).some(({ body }) => body.includes('want no more texts'))).toBe(false);
    const { rows } = await textback.db.query('SELECT status, means FROM consents WHERE phone = $1', [old]);
    expect(rows).toEqual([{ status: 'opted_out', means: 'wrong_number' }]);
    await eventually('the thread is closed', async () => {
      const open = await textback.db.query(
        'SELECT FROM sessions WHERE conversation_id = $1 AND closed_at IS NULL',
        [id],
      );
      return open.rowCount === 0;
    });
    if (words === 'Wrong number') await expectWaitsForAnother(id, old, ways[0]?.[1] as Way);
  });

  test('three numbers of a conversation are texted, and no fourth', async () => {
    const numbers = [phone(), phone(), phone(), phone()];
    const id = await open(numbers[0] as string);
    for (const number of numbers.slice(1)) {
      textback.sandbox.drift.say(id, { author: 'visitor', body: `now ${number}` });
      await eventually('the rep is told', () => {
        const told = notes(id).filter(({ body }) => body.includes('has another phone number'));
        return told.length === numbers.indexOf(number);
      });
    }
    expect(numbers.map((number) => firstTextsTo(number).length)).toEqual([1, 1, 1, 0]);
    await hasNote(id, 'did not text the new one');
  });
});
