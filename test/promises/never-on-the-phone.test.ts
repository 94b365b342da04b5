import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { messageTypes } from '../../sandbox/drift/types.js';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

describe('promise 6: never on the phone', () => {
  let textback: Textback;
  const phone = '+12025550131';
  let conversationId: number;
  beforeAll(async () => {
    textback = await startTextback();
    const { conversation } = textback.sandbox.drift.startConversation({
      contact: { name: 'Ana', phone },
      body: 'Hello?',
    });
    conversationId = conversation.id;
    await eventually('the note is posted, so the markers are done', () =>
      textback.posts(conversationId).some(({ type }) => type === 'private_note'),
    );
  });
  afterAll(() => textback.close());

  /** Says it, then a plain answer behind it: once that is on the phone, what came before it had its chance. */
  async function andThenAnAnswer(word: string): Promise<string[]> {
    const answer = `answer after ${word}`;
    textback.sandbox.drift.say(conversationId, { author: 'rep', body: answer });
    await eventually('the answer is on the phone', () =>
      textback.texts().some(({ body }) => body === answer),
    );
    return textback.texts().map(({ body }) => body);
  }

  test.each(messageTypes.filter((type) => type !== 'chat'))('a message of type %s', async (type) => {
    textback.sandbox.drift.say(conversationId, { author: 'rep', type, body: `secret ${type}` });
    expect((await andThenAnAnswer(type)).join()).not.toContain('secret');
  });

  test('a message of a type that does not exist yet', async () => {
    textback.sandbox.drift.sendRaw({
      orgId: 7007,
      type: 'new_message',
      data: {
        id: 998877,
        conversationId,
        type: 'whisper',
        body: 'secret whisper',
        author: { id: 1, type: 'user', bot: false },
        createdAt: Date.now(),
      },
    });
    await textback.sandbox.drift.whenIdle();
    expect((await andThenAnAnswer('whisper')).join()).not.toContain('secret');
  });

  test("a bot's message", async () => {
    textback.sandbox.drift.say(conversationId, { author: 'bot', body: 'secret of a bot' });
    expect((await andThenAnAnswer('bot')).join()).not.toContain('secret');
  });

  test.each([true, 'true', 1, {}])('a message of a user whose `bot` is %j', async (bot) => {
    textback.sandbox.drift.sendRaw({
      orgId: 7007,
      type: 'new_message',
      data: {
        id: 887700 + JSON.stringify(bot).length,
        conversationId,
        type: 'chat',
        body: 'secret of an odd bot',
        author: { id: 1, type: 'user', bot },
        createdAt: Date.now(),
      },
    });
    await textback.sandbox.drift.whenIdle();
    expect((await andThenAnAnswer(`bot ${JSON.stringify(bot)}`)).join()).not.toContain('secret');
  });

  test("another conversation's message", async () => {
    const { drift } = textback.sandbox;
    const other = drift.startConversation({
      contact: { phone: '+12025550132' },
      body: 'Me too',
    }).conversation;
    await eventually('the other visitor is texted', () =>
      textback.texts().some(({ to }) => to === '+12025550132'),
    );
    drift.say(other.id, { author: 'rep', body: 'secret of another' });
    await eventually('it is on the right phone', () =>
      textback.texts().some(({ to, body }) => to === '+12025550132' && body === 'secret of another'),
    );
    await andThenAnAnswer('another');
    expect(
      textback
        .texts()
        .filter(({ to }) => to === phone)
        .map(({ body }) => body)
        .join(),
    ).not.toContain('secret of another');
  });

  test('our own posts, even if Drift echoes them early, repeatedly or in the name of a person', async () => {
    const { drift, twilio } = textback.sandbox;
    drift.setSwitches({ echoBeforeReply: true });
    twilio.text({ from: phone, body: 'echo me if you can' });
    const post = await eventually('it stands in Drift', () =>
      drift.messages(conversationId).find(({ body }) => body?.includes('echo me')),
    );
    drift.setSwitches({ echoBeforeReply: false });
    drift.setSwitches({ echo: false });
    twilio.text({ from: phone, body: 'echo me as a person' });
    const second = await eventually('it stands in Drift', () =>
      drift.messages(conversationId).find(({ body }) => body?.includes('echo me as')),
    );
    drift.setSwitches({ echo: true });
    // A Drift that shows API posts as a person's would echo this, before or after our post is answered.
    const asPerson = { ...second, author: { ...second.author, bot: false } };
    drift.sendRaw({ orgId: 7007, type: 'new_message', data: asPerson });
    expect(post.id).not.toBe(second.id);
    drift.redeliver('all');
    await drift.whenIdle();
    expect((await andThenAnAnswer('echo')).join()).not.toContain('echo me');
  });
});
