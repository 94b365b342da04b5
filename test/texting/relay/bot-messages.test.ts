import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

describe("BOT_MESSAGES=on: a bot's answers in the chat cannot run up texts", () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { BOT_MESSAGES: 'on' } });
  });
  afterAll(() => textback.close());

  const { bodiesTo, posts, open } = bridgeOf(() => textback);
  const toldOf = (id: number) => posts(id, 'has not answered the last 5 messages from bots');
  const say = (id: number, author: 'bot' | 'rep', bodies: readonly string[]) => {
    for (const body of bodies) textback.sandbox.drift.say(id, { author, body });
  };
  const arrived = (phone: string, body: string) =>
    eventually(`"${body}" on the phone`, () => bodiesTo(phone).includes(body));

  test('a phone that does not answer gets five over all its chats; people go on, and a text from it lets more through', async () => {
    const phone = '+12025550146';
    const one = await open(phone);
    const other = await open(phone, 'a stranger');
    const long = 'bot 1 '.concat('and so on '.repeat(40)).trim();
    say(one, 'bot', [long, 'bot 2', 'bot 3']);
    await arrived(phone, 'bot 3');
    say(other, 'bot', ['bot 4', 'bot 5', 'bot 6']);
    await eventually('the rep is told', () => toldOf(other).length === 1);
    say(other, 'bot', ['bot 7']);
    say(other, 'rep', ['a person']);
    await arrived(phone, 'a person');
    const texts = bodiesTo(phone).join('\n');
    expect(texts).toContain('bot 5');
    expect(texts).not.toMatch(/bot [67]/);

    textback.sandbox.twilio.text({ from: phone, body: 'Who is this?' });
    await eventually(
      'the text is in Drift',
      () => [...posts(one, 'Who is this?'), ...posts(other, 'Who is this?')].length > 0,
    );
    say(other, 'bot', ['bot 8']);
    await arrived(phone, 'bot 8');
    expect(toldOf(other)).toHaveLength(1);
    expect(toldOf(other)[0]?.type).toBe('private_note');
    expect(toldOf(one)).toHaveLength(0);
  });
});
