import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { passTime } from '../../support/pass-time.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

const [A, B, REPS] = ['+12025550123', '+12025550124', '+12025550125'] as const;
const DAY = 24 * 3_600_000;
const REP = 41;

describe('routing: each text belongs to one thread', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: { TWILIO_FROM_NUMBERS: [A, B, REPS].join(','), REP_NUMBERS: `${REP}:${REPS}` },
      sandbox: { twilio: { numbers: [A, B, REPS] } },
    });
  });
  afterAll(() => textback.close());

  const { textsTo, chats, start, open, refuseNextText } = bridgeOf(() => textback);
  const notes = (id: number) => textback.posts(id).filter(({ type }) => type === 'private_note');
  const hasNote = (id: number, words: string) => notes(id).some(({ body }) => body.includes(words));
  const numberOf = async (id: number) =>
    (
      await textback.db.query<{ our_number: string }>(
        'SELECT our_number FROM sessions WHERE conversation_id = $1 AND closed_at IS NULL',
        [id],
      )
    ).rows[0]?.our_number;
  const end = async (id: number) => {
    const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
    await passTime(textback.client, workflow_id, 31 * DAY);
    await ended(textback, id);
  };
  const ageSessionOf = (id: number, days: number) =>
    textback.db.query(
      `UPDATE sessions SET closed_at = closed_at - $2 * interval '1 day' WHERE conversation_id = $1`,
      [id, days],
    );

  test('a second conversation of the same visitor takes another number; with none free the newest takes over, and both are told', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550151';
    const first = await open(phone);
    const second = await open(phone);
    expect([await numberOf(first), await numberOf(second)].sort()).toEqual([A, B]);
    const firstsNumber = (await numberOf(first)) as string;
    const third = await open(phone);
    await eventually('the new chat is told', () => hasNote(third, `conversation ${first}`));
    await eventually('the old chat is told', () => hasNote(first, `conversation ${third}`));
    expect(await numberOf(third)).toBe(firstsNumber);
    expect(await numberOf(first)).toBeUndefined();

    twilio.text({ from: phone, to: firstsNumber, body: 'For the newest' });
    await eventually('it is in the newest', () => chats(third).some(({ body }) => body.includes('newest')));
    drift.say(first, { author: 'rep', body: 'Still there?' });
    await eventually('the old rep is told why', () => hasNote(first, 'another chat with the same visitor'));
    expect([...chats(first), ...chats(second)]).toEqual([]);
    expect(textsTo(phone).map(({ body }) => body)).not.toContain('Still there?');
  });

  test('a number that was taken over for nothing goes back to its thread', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550152';
    const [first, second] = [await open(phone), await open(phone)];
    refuseNextText();
    const third = start(phone);
    await ended(textback, third);
    expect([await numberOf(first), await numberOf(second)].sort()).toEqual([A, B]);
    drift.say(first, { author: 'rep', body: 'Here again' });
    await eventually('it arrives', () => textsTo(phone).some(({ body }) => body === 'Here again'));
  });

  test("the rep who is in the conversation decides the sender of a new thread; a running one keeps its number; nobody else's chat takes it", async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550153';
    const { conversation } = drift.startConversation({ contact: { phone }, body: 'Hello?' });
    conversation.participants = [7, REP];
    await eventually('the follow-up', () => textsTo(phone).length === 1);
    expect(textsTo(phone)[0]?.from).toBe(REPS);
    conversation.participants = [7];
    drift.say(conversation.id, { author: 'rep', body: 'I took this over' });
    await eventually('the relay', () => textsTo(phone).length === 2);
    expect(textsTo(phone)[1]?.from).toBe(REPS);
    const others = ['+12025550154', '+12025550155', '+12025550156'];
    for (const other of others) await open(other);
    expect(others.map((other) => textsTo(other)[0]?.from)).not.toContain(REPS);
  });

  test('a text to a thread that was closed not long ago opens it again, for both directions', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550157';
    const id = await open(phone);
    const ours = (await numberOf(id)) as string;
    await end(id);
    twilio.text({ from: phone, to: ours, body: 'One more question' });
    twilio.text({ from: phone, to: ours, body: 'and another' });
    await eventually('both are in the chat', () => chats(id).length === 2);
    await eventually('the rep is told', () => hasNote(id, 'open again'));
    drift.say(id, { author: 'rep', body: 'Sure, go ahead' });
    await eventually('the answer arrives', () =>
      textsTo(phone).some(({ body }) => body === 'Sure, go ahead'),
    );
    expect(textsTo(phone).filter(({ body }) => body.includes('Reply STOP'))).toHaveLength(1);
  });

  test('a text long after the thread was closed is held for the operator, put into the last conversation, and opens nothing', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550158';
    const id = await open(phone);
    const ours = (await numberOf(id)) as string;
    await end(id);
    await ageSessionOf(id, 31);
    const { sid } = twilio.text({ from: phone, to: ours, body: 'Remember me?' });
    await eventually('it is in the chat', () => chats(id).some(({ body }) => body.includes('Remember me?')));
    await eventually('with a note', () => hasNote(id, 'belongs to no open thread'));
    const { rows } = await textback.db.query('SELECT outcome FROM inbox WHERE event_key = $1', [
      `${sid}:received`,
    ]);
    expect(rows).toEqual([{ outcome: 'held' }]);
    drift.say(id, { author: 'rep', body: 'Who is this?' });
    await drift.tasks.whenIdle();
    await eventually('the answer was looked at', async () => {
      const waiting = await textback.db.query('SELECT FROM inbox WHERE outcome IS NULL');
      return waiting.rowCount === 0;
    });
    expect(textsTo(phone).map(({ body }) => body)).not.toContain('Who is this?');
  });

  test("a text to a number of ours that the visitor never had goes into the last conversation only, flagged; a stranger's is held", async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550159';
    const older = await open(phone);
    const newer = await open(phone);
    await end(older);
    twilio.text({ from: phone, to: REPS, body: 'Wrong door' });
    await eventually('it is in one chat', () => chats(newer).some(({ body }) => body.includes('Wrong door')));
    expect(chats(older)).toEqual([]);
    const { sid } = twilio.text({ from: '+12025550160', to: A, body: 'Hello from nowhere' });
    await eventually('it is held', async () => {
      const { rows } = await textback.db.query('SELECT outcome FROM inbox WHERE event_key = $1', [
        `${sid}:received`,
      ]);
      return (rows[0] as { outcome: string | null } | undefined)?.outcome === 'held';
    });
  });

  test("another org's threads with the same phone are never seen: not when a text comes, not when a number is chosen", async () => {
    const { twilio } = textback.sandbox;
    const [phone, theirs, number] = ['+12025550161', 990_001, '+12025550199'];
    await textback.db.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, state)
       VALUES (8008, $1, 'theirs', 'theirs', now(), now(), 'bridging')`,
      [theirs],
    );
    await textback.db.query(
      `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number) VALUES (8008, $1, $2, $3)`,
      [theirs, number, phone],
    );
    const { sid } = twilio.text({ from: phone, to: A, body: 'Before any chat' });
    await eventually('it is held', async () => {
      const { rows } = await textback.db.query('SELECT outcome FROM inbox WHERE event_key = $1', [
        `${sid}:received`,
      ]);
      return (rows[0] as { outcome: string | null } | undefined)?.outcome === 'held';
    });
    const { rows: held } = await textback.db.query('SELECT outcome_detail FROM inbox WHERE event_key = $1', [
      `${sid}:received`,
    ]);
    expect(held).toEqual([{ outcome_detail: 'no conversation of this number is known' }]);
    const ours = await open(phone);
    twilio.text({ from: phone, body: 'After the chat' });
    await eventually('it is in our chat', () =>
      chats(ours).some(({ body }) => body.includes('After the chat')),
    );
    expect(chats(ours)).toHaveLength(1);
    expect(textback.posts(theirs)).toEqual([]);
    const { rows } = await textback.db.query('SELECT closed_at FROM sessions WHERE org_id = 8008');
    expect(rows).toEqual([{ closed_at: null }]);
  });

  test.each([
    ['Mexico', '+525512345601', '+5215512345601'],
    ['Argentina', '+5491134567802', '+541134567802'],
    ['Brazil', '+5511987654303', '+551187654303'],
  ])(
    'a phone in %s that is texted at %s and answers as %s is one phone: thread, answers, STOP, and a later chat',
    async (_country, given, wroteFrom) => {
      const { drift, twilio } = textback.sandbox;
      const id = await open(given);
      twilio.text({ from: wroteFrom, to: await numberOf(id), body: 'Here I am' });
      await eventually('it is in the chat', () => chats(id).some(({ body }) => body.includes('Here I am')));
      drift.say(id, { author: 'rep', body: 'Good to hear' });
      await eventually('the answer goes to the spelling that wrote', () =>
        textsTo(wroteFrom).some(({ body }) => body === 'Good to hear'),
      );
      twilio.text({ from: wroteFrom, to: await numberOf(id), body: 'STOP' });
      await eventually('the rep is told', () => hasNote(id, 'replied STOP'));
      drift.say(id, { author: 'rep', body: 'One more thing' });
      await eventually('the rep is told why', () => hasNote(id, 'opted out'));
      const later = drift.startConversation({ contact: { phone: given }, body: 'Me again' }).conversation.id;
      expect((await ended(textback, later)).reason).toBe('opted_out');
      const bodies = [...textsTo(given), ...textsTo(wroteFrom)].map(({ body }) => body);
      expect(bodies.filter((body) => body !== 'Good to hear')).toEqual([
        expect.stringContaining('Reply STOP'),
      ]);
    },
  );

  test('two chats that name one phone in two spellings never share a number, and each text is in one of them', async () => {
    const { twilio } = textback.sandbox;
    const [one, other] = ['+525512345604', '+5215512345604'];
    const first = await open(one);
    const second = await open(one);
    const [ofFirst, ofSecond] = [await numberOf(first), await numberOf(second)];
    expect(ofFirst).not.toBe(ofSecond);
    twilio.text({ from: other, to: ofFirst, body: 'to the first' });
    await eventually('it is in the first', () =>
      chats(first).some(({ body }) => body.includes('to the first')),
    );
    expect(chats(second)).toEqual([]);
  });
});
