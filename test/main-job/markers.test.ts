import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

describe.each([404, 405] as const)('markers, if the Drift API cannot tag (%i)', (refusal) => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ sandbox: { drift: { tagByPatchRefusal: refusal } } });
  });
  afterAll(() => textback.close());

  const patches = () =>
    textback.sandbox.drift.ledger
      .requests()
      .filter(({ method, path }) => method === 'PATCH' && path.startsWith('/conversations/'));

  test('the contact gets the number and the marker, timeline and note report the text, and the tag is tried only once', async () => {
    const { drift } = textback.sandbox;
    for (const phone of ['+12025550145', '+12025550146']) {
      const { conversation } = drift.startConversation({ contact: { phone }, body: 'Hello?' });
      await eventually('the note', () =>
        textback.posts(conversation.id).some(({ type }) => type === 'private_note'),
      );
      const attributes = () => drift.contact(conversation.contactId).attributes;
      await eventually('the marks', () => attributes()['textback_marker'] !== undefined);
      expect(attributes()).toMatchObject({
        twilio_sms_number: '+12025550123',
        textback_marker: 'sms-follow-up',
      });
    }
    await eventually('the timeline', () => drift.ledger.effects('timeline').length === 2);
    expect(patches()).toHaveLength(1);
  });
});

describe('markers, if the Drift API can tag', () => {
  test('while tags and attributes fail for minutes, the rep is told of the text and of STOP all the same', async () => {
    const textback = await startTextback({ sandbox: { drift: { tagByPatch: true } } });
    try {
      const { drift, twilio } = textback.sandbox;
      drift.addFault({ method: 'PATCH', route: '/conversations', kind: '500' });
      drift.addFault({ method: 'PATCH', route: '/contacts', kind: '500' });
      drift.addFault({ method: 'POST', route: '/contacts', kind: '500' });
      const phones = Array.from({ length: 12 }, (_, i) => `+120255502${10 + i}`);
      const chats = phones.map((phone) => ({
        phone,
        id: drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id,
      }));
      const told = (id: number, words: string) =>
        textback.posts(id).some(({ type, body }) => type === 'private_note' && body.includes(words));
      await eventually('all are told of the text', () =>
        chats.every(({ id }) => told(id, 'Textback texted')),
      );
      for (const { phone } of chats) twilio.text({ from: phone, body: 'STOP' });
      await eventually('all are told of STOP', () => chats.every(({ id }) => told(id, 'STOP')));
      drift.faults.clear();
      await eventually('the tags come', () =>
        chats.every(({ id }) => drift.conversation(id).conversationTags.length === 1),
      );
    } finally {
      await textback.close();
    }
  }, 120_000);

  test('the conversation is tagged, keeps its earlier tags, and gets no substitute marker', async () => {
    const textback = await startTextback({ sandbox: { drift: { tagByPatch: true } } });
    try {
      const { drift } = textback.sandbox;
      const { conversation } = drift.startConversation({
        contact: { phone: '+12025550147' },
        body: 'Hello?',
      });
      conversation.conversationTags.push({ name: 'pricing', color: '#ff0000' });
      await eventually('the note', () =>
        textback.posts(conversation.id).some(({ type }) => type === 'private_note'),
      );
      const names = () => drift.conversation(conversation.id).conversationTags.map(({ name }) => name);
      await eventually('the tag', () => names().length === 2);
      expect(names().sort()).toEqual(['pricing', 'sms-follow-up']);
      await eventually(
        'our number',
        () => drift.contact(conversation.contactId).attributes['twilio_sms_number'] !== undefined,
      );
      expect(drift.contact(conversation.contactId).attributes).not.toHaveProperty('textback_marker');
      expect(drift.ledger.effects('timeline')).toEqual([]);
    } finally {
      await textback.close();
    }
  });
});
