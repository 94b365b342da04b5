import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback, type TextbackOptions } from '../support/textback.js';

/** Drift as its own docs have it, and as articles about it do: the main job works in both. */
describe('both worlds', () => {
  let textback: Textback;
  afterEach(() => textback.close());

  const worlds: [string, TextbackOptions][] = [
    [
      'events with IDs, conversation_started, a tag by PATCH',
      { sandbox: { drift: { startEvent: 'conversation_started', eventIds: 'eventId', tagByPatch: true } } },
    ],
    ['events with `id`, no body token', { sandbox: { drift: { eventIds: 'id', token: 'header' } } }],
    [
      'a token in the body only, no start event at all',
      { sandbox: { drift: { token: 'body', startEvent: 'none' } } },
    ],
    [
      'signed events without any token',
      {
        sandbox: { drift: { hmac: true, token: 'none' } },
        environment: { DRIFT_SIGNING_SECRET: 'sandbox-signing-secret' },
      },
    ],
    [
      'conversations that do not say whose they are',
      { sandbox: { drift: { newConversationHasContactId: false } } },
    ],
    ['posts answered with a list of messages', { sandbox: { drift: { messagesResponse: 'messages' } } }],
    [
      'posts answered with a nested message, IDs as strings',
      { sandbox: { drift: { messagesResponse: 'nested', messageIdsAsStrings: true } } },
    ],
    ['plain bodies, 401 for a bad token', { sandbox: { drift: { htmlBodies: false, authError: 401 } } }],
    [
      'a Messaging Service, and an API key',
      {
        environment: {
          TWILIO_MESSAGING_SERVICE_SID: 'MG5a9db0c5a9db0c5a9db0c5a9db0c0003',
          TWILIO_API_KEY: 'SK5a9db0c5a9db0c5a9db0c5a9db0c0002',
          TWILIO_API_SECRET: 'sandbox-twilio-api-secret',
        },
      },
    ],
    [
      'callbacks that overtake the answer, twice, in any order',
      { sandbox: { twilio: { duplicates: 1, reorderWindowMs: 100, callbacks: { beforeReply: true } } } },
    ],
  ];

  test.each(worlds)(
    '%s: the visitor is texted, and messages are bridged both ways',
    async (_world, options) => {
      textback = await startTextback(options);
      const { drift, twilio } = textback.sandbox;
      const phone = '+12025550161';
      const { conversation } = drift.startConversation({
        contact: { first_name: 'Ana', phone },
        body: 'Hello?',
      });
      await eventually('the text', () => textback.texts().length === 1);
      twilio.text({ from: phone, body: 'Here' });
      await eventually('the relay to Drift', () =>
        textback.posts(conversation.id).some(({ body }) => body.includes('Here')),
      );
      drift.say(conversation.id, { author: 'rep', body: 'Good' });
      await eventually('the relay to the phone', () => textback.texts().some(({ body }) => body === 'Good'));
      expect(textback.texts().map(({ to }) => to)).toEqual([phone, phone]);
    },
  );
});
