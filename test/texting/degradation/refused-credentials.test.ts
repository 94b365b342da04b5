import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';

describe('credentials that a vendor refuses', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  const open = async (phone: string) => {
    const { conversation } = textback.sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' });
    await eventually('the follow-up', () => textback.texts().some(({ to }) => to === phone));
    await eventually('its note', () => textback.posts(conversation.id).length === 1);
    return conversation.id;
  };
  /** As an operator does who has put a new token in place. */
  const restart = async () => {
    await textback.stopWorkers();
    textback.sandbox.drift.faults.clear();
    textback.sandbox.twilio.faults.clear();
    await textback.addWorker();
  };

  test('a revoked Drift token stops the calls, keeps everything, and after a new one nothing is lost or doubled', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550101';
    const id = await open(phone);
    drift.addFault({ route: '*', kind: 'unauthorized' });
    const before = drift.ledger.requests().length;
    const words = Array.from({ length: 8 }, (_, i) => `while the token is bad ${i}`);
    for (const body of words) twilio.text({ from: phone, body });
    await twilio.tasks.whenIdle();
    // Texts need no Drift call: the rep's words still reach the phone.
    drift.say(id, { author: 'rep', body: 'I can still write' });
    await eventually('the text', () => textback.texts().some(({ body }) => body === 'I can still write'));
    expect(drift.ledger.requests().length - before).toBeLessThanOrEqual(6);
    await restart();
    const chats = () => textback.posts(id).filter(({ type }) => type === 'chat');
    await eventually('all are in the chat', () => chats().length === words.length, 45_000);
    expect(chats().map(({ body }) => /while the token is bad \d/.exec(body)?.[0])).toEqual(words);
  }, 90_000);

  test('refused Twilio credentials stop the calls, and after new ones the text goes out once', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550102';
    const id = await open(phone);
    twilio.addFault({ route: '*', kind: 'unauthorized' });
    const before = twilio.ledger.requests().length;
    for (const body of ['one', 'two', 'three']) drift.say(id, { author: 'rep', body });
    await eventually('Twilio has refused', () => twilio.ledger.requests().length > before);
    await restart();
    const sent = () => textback.texts().filter(({ to }) => to === phone);
    await eventually('all are texted', () => sent().length === 4, 45_000);
    expect(
      sent()
        .map(({ body }) => body)
        .slice(1),
    ).toEqual(['one', 'two', 'three']);
  }, 90_000);

  test('a missing scope refuses its own calls only: the text goes out and the rep is told', async () => {
    const { drift } = textback.sandbox;
    drift.addFault({ route: '/contacts/:id', method: 'PATCH', kind: 'unauthorized' });
    const id = await open('+12025550103');
    expect(textback.posts(id)[0]?.body).toContain('Textback texted');
    drift.say(id, { author: 'rep', body: 'all else works' });
    await eventually('the text', () => textback.texts().some(({ body }) => body === 'all else works'));
  });
});
