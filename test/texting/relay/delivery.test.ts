import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

describe('delivery: what became of a text is known, and told', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { BOT_MESSAGES: 'on' } });
  });
  afterAll(() => textback.close());

  const { bodiesTo, posts, open } = bridgeOf(() => textback);

  test('a text that is not delivered shows in Drift as a private note with the reason in words', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550131';
    const id = await open(phone);
    twilio.setOutcome('next', { status: 'undelivered', errorCode: 30003 });
    drift.say(id, { author: 'rep', body: 'Did you get this?' });
    await eventually('the rep is told', () => posts(id, 'the phone is off or out of reach').length === 1);
    expect(posts(id, 'out of reach')[0]?.type).toBe('private_note');
  });

  test('a loop that Twilio cuts (14107) ends automatic answers to that thread, and people go on', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550132';
    const id = await open(phone);
    twilio.setOutcome('next', { status: 'failed', errorCode: 14107 });
    drift.say(id, { author: 'bot', body: 'I am a bot' });
    await eventually('the rep is told', () => posts(id, 'automatic replies to it are now off').length === 1);
    const before = bodiesTo(phone).length;
    drift.say(id, { author: 'bot', body: 'I am a bot again' });
    twilio.text({ from: phone, body: 'help' });
    await eventually('HELP is in the chat', () => posts(id, 'help').length === 1);
    drift.say(id, { author: 'rep', body: 'I am a person' });
    await eventually("the person's words arrive", () => bodiesTo(phone).includes('I am a person'));
    expect(bodiesTo(phone)).toHaveLength(before + 1);
  });
});
