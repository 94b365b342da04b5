import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { ask, textsInLedger } from './support.js';

describe('a conversation is reprocessed', () => {
  let textback: Textback;
  let phones = 0;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  const newPhone = () => `+120255501${String(10 + phones++)}`;
  const chat = (contact: Record<string, unknown>) =>
    textback.sandbox.drift.startConversation({ contact, body: 'Hello?' });
  const reprocess = (id: number, headers: Record<string, string> = {}) =>
    ask(textback, `conversations/${id}/reprocess`, {}, headers);
  const textsTo = (phone: string) => textback.texts().filter(({ to }) => to === phone);
  /** The request has been dealt with to its end. */
  const dealtWith = (id: number, times = 1) =>
    eventually('the request is dealt with', async () => {
      const { rows } = await textback.db.query<{ outcome: string; detail: string | null }>(
        `SELECT outcome, outcome_detail AS detail FROM inbox
         WHERE conversation_id = $1 AND kind = 'follow_up_asked' AND outcome IS NOT NULL ORDER BY id`,
        [id],
      );
      return rows.length === times ? rows : null;
    });

  test('Twilio refused the text, the cause is mended: the visitor gets one text', async () => {
    const phone = newPhone();
    textback.sandbox.twilio.setOutcome(phone, { refuse: 21408 });
    const { id } = chat({ phone }).conversation;
    expect(await ended(textback, id)).toMatchObject({ reason: 'vendor_refused' });
    textback.sandbox.twilio.setOutcome(phone, null);

    expect(await reprocess(id, { 'x-operator': 'Kim' })).toMatchObject({
      status: 200,
      body: { result: 'refresh_started' },
    });
    await eventually('the text', () => textsTo(phone).length === 1);
    await eventually('our records say so', async () => {
      const row = await textback.conversation(id);
      return row?.state === 'bridging' && row.reason === null;
    });
    expect((await textsInLedger(textback, id)).map(({ state }) => state)[0]).toBe('refused');

    // What the visitor answers and the rep says crosses as ever.
    textback.sandbox.twilio.text({ from: phone, body: 'Yes, please' });
    await eventually('the answer is in Drift', () =>
      textback.posts(id).some(({ body }) => body.includes('Yes, please')),
    );
    textback.sandbox.drift.say(id, { author: 'rep', body: 'At once' });
    await eventually("the rep's message", () => textsTo(phone).length === 2);
  }, 90_000);

  test('the number was wrong, and is right in Drift now: the visitor gets one text', async () => {
    const wrong = newPhone();
    const right = newPhone();
    textback.sandbox.twilio.setOutcome(wrong, { refuse: 21211 });
    const { conversation } = chat({ phone: wrong });
    await eventually(
      'it waits for another number',
      async () => (await textback.conversation(conversation.id))?.reason === 'invalid_phone',
    );
    textback.sandbox.drift.updateContact(conversation.contactId, { phone: right });
    await reprocess(conversation.id);
    await eventually('the text', () => textsTo(right).length === 1);
    expect(textsTo(wrong)).toEqual([]);
  }, 90_000);

  test('a person has answered meanwhile: no text', async () => {
    const phone = newPhone();
    textback.sandbox.twilio.setOutcome(phone, { refuse: 21408 });
    const { id } = chat({ phone }).conversation;
    await ended(textback, id);
    textback.sandbox.twilio.setOutcome(phone, null);
    textback.sandbox.drift.say(id, { author: 'rep', body: 'Hello!' });
    await reprocess(id);
    await dealtWith(id);
    expect(await ended(textback, id)).toMatchObject({ reason: 'answered' });
    expect(textsTo(phone)).toEqual([]);
  }, 90_000);

  test('the visitor was texted already, or the same request comes twice: nothing more goes out', async () => {
    const phone = newPhone();
    const { id } = chat({ phone }).conversation;
    await eventually('the text', () => textsTo(phone).length === 1);
    const first = await reprocess(id, { 'idempotency-key': `twice-${id}` });
    const second = await reprocess(id, { 'idempotency-key': `twice-${id}` });
    expect(second.body).toEqual({ ...first.body, repeated: true });
    expect(await dealtWith(id)).toEqual([{ outcome: 'ignored', detail: 'the visitor was texted' }]);
    await reprocess(id);
    await dealtWith(id, 2);
    expect(textsTo(phone)).toHaveLength(1);
  }, 90_000);

  test('its webhooks never came: it is taken up, texted, and what the rep said in the thread crosses once', async () => {
    const { drift } = textback.sandbox;
    const phone = newPhone();
    drift.setSwitches({ subscribedEvents: [] });
    const { id } = chat({ phone }).conversation;
    await reprocess(id);
    await eventually('the text', () => textsTo(phone).length === 1);
    await eventually(
      'the thread is open',
      async () => (await textback.conversation(id))?.state === 'bridging',
    );
    drift.say(id, { author: 'rep', body: 'Sorry, here I am' });
    await reprocess(id);
    await eventually("the rep's message", () => textsTo(phone).length === 2);
    drift.setSwitches({ subscribedEvents: null });
    await reprocess(id);
    await dealtWith(id, 3);
    expect(
      textsTo(phone)
        .map(({ body }) => body)
        .slice(1),
    ).toEqual(['Sorry, here I am']);
    drift.setStatus(id, 'closed');
  }, 120_000);

  test('a message that a rep wrote in the thread long ago, and that was missed, is not texted; the rep is told', async () => {
    const { drift } = textback.sandbox;
    const phone = newPhone();
    const { id } = chat({ phone }).conversation;
    await eventually('the text', () => textsTo(phone).length === 1);
    await textback.db.query(
      `UPDATE sessions SET opened_at = opened_at - interval '3 days' WHERE conversation_id = $1`,
      [id],
    );
    drift.setSwitches({ subscribedEvents: [] });
    drift.say(id, { author: 'rep', body: 'Days ago', createdAt: Date.now() - 2 * 24 * 3_600_000 });
    drift.setSwitches({ subscribedEvents: null });
    await reprocess(id);
    await eventually('the rep is told', () =>
      textback.posts(id).some(({ body }) => body.includes('too late')),
    );
    expect(textsTo(phone)).toHaveLength(1);
  }, 90_000);

  test('what an operator asked for is not handed over again: it is asked for anew', async () => {
    const phone = newPhone();
    textback.sandbox.twilio.setOutcome(phone, { refuse: 21408 });
    const { id } = chat({ phone }).conversation;
    await ended(textback, id);
    await reprocess(id);
    await dealtWith(id);
    const { rows } = await textback.db.query<{ id: number }>(
      `SELECT id FROM inbox WHERE conversation_id = $1 AND source = 'operator' ORDER BY id`,
      [id],
    );
    for (const event of rows)
      expect(await ask(textback, `events/${event.id}/reprocess`)).toMatchObject({ status: 409 });
    expect(await ended(textback, id)).toMatchObject({ reason: 'vendor_refused' });
  }, 90_000);

  test('of which nobody has heard, or that is no ID: it says so', async () => {
    expect(await reprocess(Number.NaN)).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request' } },
    });
    const { body } = await ask(textback, 'sends/00000000-0000-4000-8000-000000000000/redrive', {
      how: 'look',
    });
    expect(body).toMatchObject({ error: { code: 'not_found' } });
  });
});
