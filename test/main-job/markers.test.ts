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
      expect(drift.contact(conversation.contactId).attributes).toMatchObject({
        twilio_sms_number: '+12025550123',
        textback_marker: 'sms-follow-up',
      });
    }
    expect(drift.ledger.effects('timeline')).toHaveLength(2);
    expect(patches()).toHaveLength(1);
  });
});

describe('markers, if the Drift API can tag', () => {
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
      const names = drift.conversation(conversation.id).conversationTags.map(({ name }) => name);
      expect(names.sort()).toEqual(['pricing', 'sms-follow-up']);
      expect(drift.contact(conversation.contactId).attributes).not.toHaveProperty('textback_marker');
      expect(drift.ledger.effects('timeline')).toEqual([]);
    } finally {
      await textback.close();
    }
  });
});
