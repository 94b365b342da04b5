import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

describe('a phone number that arrives late', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  /** A chat without a number, after its time is up. */
  async function waitingForANumber(): Promise<{ id: number; contactId: number }> {
    const { conversation } = textback.sandbox.drift.startConversation({
      contact: { name: 'Ana' },
      body: 'Hello?',
    });
    await eventually(
      'it waits',
      async () => (await textback.conversation(conversation.id))?.reason === 'no_phone',
    );
    return conversation;
  }
  const isTexted = (phone: string) =>
    eventually('the text', () => textback.texts().some(({ to }) => to === phone));

  test.each(['author', 'flat', 'contact', 'ids'] as const)(
    'captured in the chat, in the shape "%s": the visitor is texted, and the reason is cleared',
    async (phoneCapturedShape) => {
      const { drift } = textback.sandbox;
      const phone = {
        author: '+12025550170',
        flat: '+12025550171',
        contact: '+12025550172',
        ids: '+12025550173',
      }[phoneCapturedShape];
      drift.setSwitches({
        phoneCapturedShape,
        subscribedEvents: ['new_conversation', 'new_message', 'phone_captured'],
      });
      const { id } = await waitingForANumber();
      drift.capturePhone(id, phone);
      await isTexted(phone);
      expect(await textback.conversation(id)).toMatchObject({ state: 'bridging', reason: null });
      drift.setSwitches({ subscribedEvents: null });
    },
  );

  test('added to the contact in Drift: the visitor is texted', async () => {
    const { contactId } = await waitingForANumber();
    textback.sandbox.drift.updateContact(contactId, { phone: '(202) 555-0174' });
    await isTexted('+12025550174');
  });

  test('in a message of the visitor: the visitor is texted', async () => {
    const { id } = await waitingForANumber();
    textback.sandbox.drift.say(id, { author: 'visitor', body: 'you can reach me at 202-555-0176, thanks' });
    await isTexted('+12025550176');
  });

  test('typed as the answer to a bot that asked for it: the visitor is texted', async () => {
    const { drift } = textback.sandbox;
    const { id } = await waitingForANumber();
    drift.say(id, { author: 'bot', body: 'What is the best number to reach you?' });
    await drift.whenIdle();
    drift.say(id, { author: 'visitor', body: 'Ana García, 202-555-0177' });
    await isTexted('+12025550177');
  });

  test('a number that is not theirs is no phone: nobody is texted, and the chat goes on waiting', async () => {
    const { drift } = textback.sandbox;
    const { id } = await waitingForANumber();
    const messages = [
      'My order number is 2025550181, where is it?',
      'Someone called me from 202-555-0182',
      "my boss's number is 202 555 0183",
      'Ana García, 202-555-0184',
      'Is your number 202-555-0185?',
    ];
    for (const body of messages) drift.say(id, { author: 'visitor', body });
    await drift.whenIdle();
    await eventually('all is settled', async () => {
      const { rows } = await textback.db.query('SELECT FROM inbox WHERE outcome IS NULL');
      return rows.length === 0;
    });
    expect(await textback.conversation(id)).toMatchObject({
      state: 'waiting',
      reason: 'no_phone',
      phone_status: 'none',
    });
    // And the one that is theirs is texted, and no other.
    drift.say(id, { author: 'visitor', body: 'text me at 202-555-0186 please' });
    await isTexted('+12025550186');
    expect(textback.texts().filter(({ to }) => /^\+1202555018[1-5]$/.test(to))).toEqual([]);
  });

  test('an event with an ID beyond 2^53 is held, and counted, and not ignored', async () => {
    const { drift } = textback.sandbox;
    const { orgId } = drift.orgs.first;
    const data = ['{"id":9007199254740993,"status":"open"}', '{"id":"9007199254740995","status":"open"}'];
    for (const one of data) drift.sendRaw(`{"orgId":${orgId},"type":"new_conversation","data":${one}}`);
    await eventually('both are held', async () => {
      const { rows } = await textback.db.query(
        `SELECT raw -> 'data' ->> 'id' AS id FROM inbox WHERE outcome = 'held' AND kind = 'unreadable' ORDER BY 1`,
      );
      return JSON.stringify(rows) === '[{"id":"9007199254740993"},{"id":"9007199254740995"}]';
    });
  });

  test('a chat whose opening tells its time in seconds is texted, and not too late', async () => {
    const { drift } = textback.sandbox;
    drift.setSwitches({ subscribedEvents: [] });
    const { conversation } = drift.startConversation({ contact: { phone: '+12025550187' }, body: 'Hello?' });
    drift.setSwitches({ subscribedEvents: null });
    const { id, contactId, orgId } = conversation;
    const createdAt = Math.floor(Date.now() / 1_000);
    drift.sendRaw({ orgId, type: 'new_conversation', data: { id, contactId, status: 'open', createdAt } });
    await isTexted('+12025550187');
  });

  test('after a person has answered: no text', async () => {
    const { id } = await waitingForANumber();
    textback.sandbox.drift.say(id, { author: 'rep', body: 'Hi!' });
    await eventually('it ends', async () => (await textback.conversation(id))?.reason === 'answered');
    textback.sandbox.drift.capturePhone(id, '+12025550178');
    await textback.sandbox.drift.whenIdle();
    await eventually('the event is settled', async () => {
      const { rows } = await textback.db.query('SELECT FROM inbox WHERE outcome IS NULL');
      return rows.length === 0;
    });
    expect(textback.texts().some(({ to }) => to === '+12025550178')).toBe(false);
  });
});
