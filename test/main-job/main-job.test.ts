import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

describe('the main job', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  test('an unanswered chat leads to one text, and then chat and phone are one conversation', async () => {
    const { drift, twilio } = textback.sandbox;
    const visitor = '+12025550188';
    const { conversation } = drift.startConversation({
      contact: { name: 'Ana Silva', phone: '(202) 555-0188' },
      body: 'Do you ship to Alaska?',
    });
    const [text] = await eventually('the visitor is texted', () =>
      textback.texts().length > 0 ? textback.texts() : null,
    );
    expect(text).toMatchObject({
      to: visitor,
      body: expect.stringMatching(/^Hi Ana, Acme saw your message .*STOP/),
    });

    await eventually('the markers are set', () =>
      textback.posts(conversation.id).some(({ type }) => type === 'private_note'),
    );
    await eventually(
      'our number stands on the contact',
      () => drift.contact(conversation.contactId).attributes['twilio_sms_number'] === text?.from,
    );

    twilio.text({ from: visitor, body: 'Yes, I am <here> & waiting' });
    await eventually("the visitor's text stands in Drift", () =>
      textback
        .posts(conversation.id)
        .find(({ type, body }) => type === 'chat' && body.includes('I am &lt;here&gt; &amp; waiting')),
    );

    drift.say(conversation.id, { author: 'rep', type: 'private_note', body: 'secret' });
    drift.say(conversation.id, { author: 'rep', body: 'We do, in five days.' });
    await eventually("the rep's answer is on the phone", () =>
      textback.texts().find(({ body }) => body === 'We do, in five days.'),
    );
    await drift.whenIdle();
    expect(textback.texts()).toHaveLength(2);
    expect(await textback.conversation(conversation.id)).toMatchObject({ state: 'bridging', reason: null });
  });
});
