import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { ended, startTextback, type Textback } from '../support/textback.js';

describe('promise 3: one conversation, one open workflow', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { FOLLOW_UP_DELAY: '5m' }, workers: 2 });
  });
  afterAll(() => textback.close());

  const workflowsOf = async (conversationId: number) => {
    const query = `TextbackConversation = "${conversationId}"`;
    const found: string[] = [];
    for await (const { workflowId } of textback.client.workflow.list({ query })) found.push(workflowId);
    return found;
  };

  test('of two racing first events one opens the workflow, and both are handled', async () => {
    const { drift } = textback.sandbox;
    const second = await textback.addGateway();
    for (let i = 0; i < 10; i++) {
      textback.sandbox.setWebhookUrl(i % 2 === 0 ? second.url : textback.gateway.url);
      const { conversation } = drift.startConversation({
        contact: { phone: `+1202555016${i}` },
        body: 'Hello?',
      });
      await eventually('both events are settled', async () => {
        const { rows } = await textback.db.query(
          'SELECT FROM inbox WHERE conversation_id = $1 AND outcome IS NOT NULL',
          [conversation.id],
        );
        return rows.length === 2;
      });
      const row = await textback.conversation(conversation.id);
      await eventually('the workflow is listed', async () => (await workflowsOf(conversation.id)).length > 0);
      expect(await workflowsOf(conversation.id)).toEqual([row?.workflow_id]);
    }
  });

  test("the workflow's ID is the ID of the event that opened it", async () => {
    const { drift } = textback.sandbox;
    const { conversation } = drift.startConversation({ body: 'Hello?' });
    const derived = await eventually('it is taken up', () => textback.conversation(conversation.id));
    expect([
      `7007:new_conversation:${conversation.id}`,
      expect.stringMatching(/^7007:new_message:\d+$/),
    ]).toContainEqual(derived.workflow_id);

    drift.sendRaw({
      eventId: 'evt-a1',
      orgId: 7007,
      type: 'new_conversation',
      data: { id: 555000222, contactId: 1 },
    });
    const given = await eventually('it is taken up', () => textback.conversation(555000222));
    expect(given.workflow_id).toBe('evt-a1');
    expect((await textback.client.workflow.getHandle('evt-a1').describe()).type).toBe('conversation');
  });

  test('two conversations whose opening events carry the same ID keep a workflow each', async () => {
    const { drift } = textback.sandbox;
    const event = (orgId: number, conversationId: number) => ({
      id: 'evt_same',
      orgId,
      type: 'new_conversation',
      data: { id: conversationId, contactId: 1 },
    });
    drift.sendRaw(event(7007, 555000331));
    drift.sendRaw(event(8008, 555000332));
    const ids = await eventually('both are taken up', async () => {
      const rows = [await textback.conversation(555000331), await textback.conversation(555000332)];
      return rows.every((row) => row !== null) ? rows.map(({ workflow_id }) => workflow_id) : null;
    });
    expect(new Set(ids).size).toBe(2);
  });

  test('a conversation that has ended is never started a second time', async () => {
    const { drift } = textback.sandbox;
    const { conversation } = drift.startConversation({ contact: { phone: '+12025550175' }, body: 'Hello?' });
    drift.say(conversation.id, { author: 'rep', body: 'Hi!' });
    const { workflow_id } = await ended(textback, conversation.id);
    const before = await textback.client.workflow.getHandle(workflow_id).describe();
    drift.say(conversation.id, { author: 'visitor', body: 'Thanks' });
    drift.say(conversation.id, { author: 'rep', body: 'Welcome' });
    await drift.whenIdle();
    await eventually('all is settled', async () => {
      const { rows } = await textback.db.query(
        'SELECT FROM inbox WHERE conversation_id = $1 AND outcome IS NULL',
        [conversation.id],
      );
      return rows.length === 0;
    });
    expect((await textback.client.workflow.getHandle(workflow_id).describe()).runId).toBe(before.runId);
  });
});
