import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { ended, startTextback, type Textback } from '../support/textback.js';
import { bridgeOf } from '../texting/relay/support.js';

const [A, B] = ['+12025550123', '+12025550124'] as const;

describe('promise 13: a stranger gains nothing by naming somebody’s number', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: { TWILIO_FROM_NUMBERS: [A, B].join(',') },
      sandbox: { twilio: { numbers: [A, B] } },
    });
  });
  afterAll(() => textback.close());

  const { textsTo, bodiesTo, posts, start, open } = bridgeOf(() => textback);
  const numberOf = (id: number) =>
    eventually('the thread has a number', async () => {
      const { rows } = await textback.db.query<{ number: string }>(
        'SELECT our_number AS number FROM sessions WHERE conversation_id = $1 AND closed_at IS NULL',
        [id],
      );
      return rows[0]?.number;
    });
  const say = (id: number, body: string) => textback.sandbox.drift.say(id, { author: 'rep', body });
  const outcomeOf = async (sid: string) =>
    eventually('the text is handled', async () => {
      const { rows } = await textback.db.query<{ outcome: string | null; detail: string | null }>(
        'SELECT outcome, outcome_detail AS detail FROM inbox WHERE event_key = $1',
        [`${sid}:received`],
      );
      return rows[0]?.outcome == null ? null : rows[0];
    });

  test('however many chats name a customer’s phone, the customer’s thread goes on: both ways, on its number, in its chat alone', async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550131';
    const customer = await open(phone);
    const number = await numberOf(customer);
    twilio.text({ from: phone, to: number, body: 'I ordered boots' });
    await eventually('the customer is heard', () => posts(customer, 'ordered boots').length === 1);

    const stranger = await open(phone, 'a stranger');
    expect(await numberOf(stranger)).not.toBe(number);
    const more = [start(phone, 'a stranger'), start(phone, 'a stranger')];
    for (const id of more) expect(await ended(textback, id)).toMatchObject({ reason: 'number_in_use' });
    for (const id of more) {
      await eventually('the rep is told why there is no text', () => posts(id, 'did not text').length === 1);
      const told = JSON.stringify(textback.posts(id));
      for (const secret of [String(customer), String(stranger), phone, A, B])
        expect(told).not.toContain(secret);
    }

    say(customer, 'Which order is it?');
    await eventually('the question is on the phone', () => bodiesTo(phone).includes('Which order is it?'));
    expect(textsTo(phone).find(({ body }) => body === 'Which order is it?')?.from).toBe(number);
    twilio.text({ from: phone, to: number, body: 'order 4711, 12 Elm Street' });
    await eventually('the answer is in their chat', () => posts(customer, '12 Elm Street').length === 1);
    for (const id of [stranger, ...more]) expect(posts(id, 'Elm Street')).toEqual([]);
    expect(posts(customer, 'taken over')).toEqual([]);
  });

  test('a thread in which the phone has not written for a day gives its number up, and its rep is told; one in which it has keeps it', async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550132';
    const [heard, silent] = [await open(phone), await open(phone, 'a stranger')];
    twilio.text({ from: phone, to: await numberOf(heard), body: 'It is me' });
    await eventually('one is heard', () => posts(heard, 'It is me').length === 1);
    await textback.db.query(
      `UPDATE sessions SET opened_at = opened_at - interval '25 hours' WHERE conversation_id = ANY ($1)`,
      [[heard, silent]],
    );
    const [ofHeard, ofSilent] = [await numberOf(heard), await numberOf(silent)];
    const newcomer = await open(phone, 'a stranger');
    expect(await numberOf(newcomer)).toBe(ofSilent);
    expect(await numberOf(heard)).toBe(ofHeard);
    await eventually('the old rep is told', () => posts(silent, `conversation ${newcomer}`).length === 1);
    say(silent, 'Are you there?');
    await eventually('and that nothing goes out', () => posts(silent, 'did not reach').length === 1);
    expect(await ended(textback, start(phone, 'a stranger'))).toMatchObject({ reason: 'number_in_use' });
  });

  test('a slot that was booked on a number which is in use by the time it comes is not used', async () => {
    const { rows } = await textback.db.query<{ free: Date }>(
      `INSERT INTO sender_pace AS p SELECT unnest($1::text[]), clock_timestamp() + interval '4 s'
       ON CONFLICT (number) DO UPDATE SET free_at = excluded.free_at RETURNING free_at AS free`,
      [[A, B]],
    );
    expect(rows).toHaveLength(2);
    const phone = '+12025550133';
    const ids = Array.from({ length: 4 }, () => start(phone, 'a stranger'));
    await eventually('all are decided', async () => {
      const states = await Promise.all(ids.map((id) => textback.conversation(id)));
      return states.every((row) => row !== null && row.state !== 'waiting');
    });
    await eventually('two are texted', () => textsTo(phone).length === 2);
    expect(new Set(textsTo(phone).map(({ from }) => from)).size).toBe(2);
    const reasons = await Promise.all(ids.map(async (id) => (await textback.conversation(id))?.reason));
    expect(reasons.filter((reason) => reason === 'number_in_use')).toHaveLength(2);
  });

  test('a text to a number of ours that the phone never had is held and shown to nobody, if several contacts have named the phone', async () => {
    const phone = '+12025550134';
    const only = await open(phone);
    const other = await open(phone, 'a stranger');
    await textback.db.query('UPDATE sessions SET our_number = $1 WHERE conversation_id = ANY ($2)', [
      '+12025550199',
      [only],
    ]);
    const free = (await numberOf(other)) === A ? B : A;
    const { sid } = textback.sandbox.twilio.text({
      from: phone,
      to: free,
      body: 'My address is 12 Elm Street',
    });
    expect(await outcomeOf(sid)).toMatchObject({
      outcome: 'held',
      detail: expect.stringContaining('more than one contact'),
    });
    for (const id of [only, other]) expect(posts(id, 'Elm Street')).toEqual([]);
  });
});
