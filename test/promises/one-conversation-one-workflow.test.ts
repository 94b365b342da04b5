import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openConversation } from '../../src/records/conversations/conversations.js';
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
    // The row is stored before Temporal is asked, so that a crash between the two does not start a second workflow.
    const { type } = await eventually('it is started', () =>
      textback.client.workflow.getHandle('evt-a1').describe(),
    );
    expect(type).toBe('conversation');
  });

  test('two conversations of two orgs whose opening events carry the same ID keep a workflow each', async () => {
    const opening = (orgId: number) => ({
      orgId,
      conversationId: 555000331,
      contactId: 1,
      eventKey: `${orgId}:evt_same`,
      eventId: 'evt_same',
      openedAt: new Date(),
      followUpDelayMs: 1_000,
      visitorTexts: 'note' as const,
      settingsVersion: 0,
    });
    const taken = [
      await openConversation(textback.db, opening(7007)),
      await openConversation(textback.db, opening(8008)),
    ];
    expect(taken.map(({ workflowId }) => workflowId)).toEqual(['evt_same', '8008:evt_same']);
  });

  test('an event of an org that this installation does not serve is held, without vendor calls or texts', async () => {
    const { drift } = textback.sandbox;
    const calls = drift.ledger.requests().length;
    drift.sendRaw({
      id: 'evt-x',
      orgId: 8008,
      type: 'new_conversation',
      data: { id: 555000332, contactId: 1 },
    });
    await eventually('it is held', async () => {
      const { rows } = await textback.db.query('SELECT outcome FROM inbox WHERE event_id = $1', ['evt-x']);
      return (rows[0] as { outcome: string | null } | undefined)?.outcome === 'held';
    });
    expect(await textback.conversation(555000332)).toBeNull();
    expect(
      drift.ledger
        .requests()
        .slice(calls)
        .filter(({ path }) => path.includes('555000332')),
    ).toEqual([]);
  });

  test('an ended conversation never starts a second time', async () => {
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
