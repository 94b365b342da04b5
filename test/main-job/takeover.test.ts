import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

describe('two chats of one visitor, and one number', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { TWILIO_FROM_NUMBERS: '+12025550123' } });
  });
  afterAll(() => textback.close());

  test('a text of the visitor while the second follow-up is being retried reaches only the second chat', async () => {
    const { drift, twilio } = textback.sandbox;
    const contact = { name: 'Ana', phone: '+12025550148' };
    const { conversation: first, contact: ana } = drift.startConversation({ contact, body: 'Hello?' });
    await eventually('the first text', () => textback.texts().length === 1);
    await eventually('its note', () => textback.posts(first.id).length === 1);

    twilio.addFault({ route: '/2010-04-01/Accounts/:sid/Messages.json', method: 'POST', kind: '429' });
    const second = drift.startConversation({ contactId: ana.id, body: 'Hello again?' }).conversation;
    await eventually('the second chat has the number', async () => {
      const { rows } = await textback.db.query(
        'SELECT FROM sessions WHERE conversation_id = $1 AND closed_at IS NULL',
        [second.id],
      );
      return rows.length === 1;
    });
    twilio.text({ from: contact.phone, body: 'I am on the train' });
    await twilio.tasks.whenIdle();
    twilio.faults.clear();
    const has = (id: number) => textback.posts(id).some(({ body }) => body.includes('on the train'));
    await eventually('it stands in the second chat', () => has(second.id));
    expect(has(first.id)).toBe(false);

    drift.say(first.id, { author: 'rep', body: 'Anybody there?' });
    await eventually("the first chat's rep is told that nothing arrives", () =>
      textback.posts(first.id).some(({ body }) => body.includes('did not reach')),
    );
    expect(textback.texts().map(({ body }) => body)).not.toContain('Anybody there?');
  });
});
