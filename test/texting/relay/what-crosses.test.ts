import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

describe('what crosses arrives whole', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  const { textsTo, open } = bridgeOf(() => textback);

  test('links, emoji, line breaks and entities of a rep reach the phone', async () => {
    const phone = '+12025550141';
    const id = await open(phone);
    const body =
      '<p>Hi &amp; welcome &lt;3 👩🏽‍💻</p><p>See <a href="https://example.com/a?b=1&amp;c=2">our prices</a><br/>or ask me.</p>';
    textback.sandbox.drift.say(id, { author: 'rep', body, rawBody: true });
    const text = await eventually('the text', () => textsTo(phone)[1] ?? null);
    expect(text.body).toBe('Hi & welcome <3 👩🏽‍💻\nSee our prices (https://example.com/a?b=1&c=2)\nor ask me.');
  });

  test('curly quotes and dashes of a rep do not cost a second segment', async () => {
    const phone = '+12025550142';
    const id = await open(phone);
    const body =
      '“It’s all included” – and that’s a promise… you’ll see it on the very first day, says our team in the office.';
    textback.sandbox.drift.say(id, { author: 'rep', body });
    const text = await eventually('the text', () => textsTo(phone)[1] ?? null);
    expect(text.body).toContain('"It\'s all included" - and that\'s a promise');
    expect(textback.sandbox.twilio.texts.get(text.sid)?.numSegments).toBe(1);
  });

  test('what a visitor texts is shown as written and acts as nothing', async () => {
    const phone = '+12025550143';
    const id = await open(phone);
    const body = 'a < b && "c" <script>alert(1)</script>\nline two 🎉 https://example.com/?x=1&y=2';
    textback.sandbox.twilio.text({ from: phone, body });
    const post = await eventually(
      'the post',
      () => textback.posts(id).find(({ type }) => type === 'chat') ?? null,
    );
    expect(post.body).toContain(
      'a &lt; b &amp;&amp; &quot;c&quot; &lt;script&gt;alert(1)&lt;/script&gt;<br/>line two 🎉 https://example.com/?x=1&amp;y=2',
    );
  });

  test("a bot's messages stay off the phone unless that is switched on; then they arrive once, and never answer", async () => {
    const phone = '+12025550144';
    const id = await open(phone);
    const { drift } = textback.sandbox;
    drift.say(id, { author: 'bot', body: 'I am only a bot' });
    drift.say(id, { author: 'rep', body: 'I am a person' });
    await eventually("the person's words", () => textsTo(phone).some(({ body }) => body === 'I am a person'));
    expect(textsTo(phone).map(({ body }) => body)).not.toContain('I am only a bot');

    const withBots = await startTextback({ environment: { BOT_MESSAGES: 'on' } });
    try {
      const contact = { phone: '+12025550145' };
      const chat = withBots.sandbox.drift.startConversation({ contact, body: 'Hello?' }).conversation;
      withBots.sandbox.drift.say(chat.id, { author: 'bot', body: 'before any text' });
      await eventually('the follow-up: a bot has not answered', () => withBots.texts().length === 1);
      withBots.sandbox.drift.setSwitches({ duplicates: 2 });
      // Its webhook is late: it was written before the visitor was on the phone.
      const before = { author: 'bot', body: 'a late greeting', createdAt: Date.now() - 60_000 } as const;
      withBots.sandbox.drift.say(chat.id, before);
      withBots.sandbox.drift.say(chat.id, { author: 'bot', body: 'after the text' });
      withBots.sandbox.drift.say(chat.id, { author: 'rep', body: 'and a person' });
      await eventually('all is relayed', () => withBots.texts().some(({ body }) => body === 'and a person'));
      expect(
        withBots
          .texts()
          .map(({ body }) => body)
          .slice(1),
      ).toEqual(['after the text', 'and a person']);
    } finally {
      await withBots.close();
    }
  });
});
