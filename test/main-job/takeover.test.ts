import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inTransaction } from '../../src/platform/db/pool.js';
import { openSession } from '../../src/records/sessions/open-session.js';
import { eventually } from '../support/eventually.js';
import { statusQuery } from '../../workflows/shared/signals.js';
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

  test("while another chat has the number, the first chat's status and details name it; they end when it is given back", async () => {
    const { drift, twilio } = textback.sandbox;
    const contact = { phone: '+12025550152' };
    const { conversation: first, contact: who } = drift.startConversation({ contact, body: 'Hello?' });
    const workflow = await eventually('the first chat is texted', async () => {
      const row = await textback.conversation(first.id);
      return row?.state === 'bridging' && textback.texts().some(({ to }) => to === contact.phone)
        ? textback.client.workflow.getHandle(row.workflow_id)
        : null;
    });
    const status = () => workflow.query(statusQuery);
    const details = async () => JSON.stringify(await workflow.query('__temporal_workflow_metadata'));
    await eventually('it is open', async () => (await status()).waitsFor === 'a message from either side');
    const { until } = await status();

    twilio.addFault({ route: '/2010-04-01/Accounts/:sid/Messages.json', method: 'POST', kind: '429' });
    const second = drift.startConversation({ contactId: who.id, body: 'Hello again?' }).conversation;
    const taken = await eventually('the first chat knows', async () => {
      const now = await status();
      return now.takenOver === undefined ? null : now;
    });
    const { rows } = await textback.db.query<{ at: Date }>(
      'SELECT closed_at AS at FROM sessions WHERE conversation_id = $1',
      [first.id],
    );
    expect(taken).toEqual({
      ...{ state: 'bridging', reason: null, waitsFor: 'the end of its idle time', until },
      takenOver: { by: second.id, since: rows[0]?.at.getTime() },
    });
    expect(await details()).toContain(`taken over by conversation ${second.id}`);
    expect(await details()).not.toContain('relayed both ways');

    drift.say(second.id, { author: 'rep', body: 'I am here' }); // so that no text of it goes out
    await eventually('the number is back', async () => (await status()).takenOver === undefined);
    twilio.faults.clear();
    expect(await status()).toMatchObject({
      state: 'bridging',
      waitsFor: 'a message from either side',
      until,
    });
    expect(await details()).toContain('relayed both ways');
  });

  describe('a text that came before the number passed to another chat, and is handled after', () => {
    const has = (id: number, words: string) => textback.posts(id).some(({ body }) => body.includes(words));
    const opened = async (contact: { phone: string } | { contactId: number }) => {
      const before = textback.texts().length;
      const who = 'phone' in contact ? { contact } : contact;
      const { conversation } = textback.sandbox.drift.startConversation({ ...who, body: 'Hello?' });
      await eventually('the first text', () => textback.texts().length === before + 1);
      await eventually('its note', () => has(conversation.id, 'Textback texted'));
      return conversation;
    };
    /** Stores what the phone texts while nobody handles it, then lets the number pass on, and goes on. */
    async function whileAway(phone: string, body: string, pass: () => Promise<unknown>): Promise<string> {
      await textback.stopWorkers();
      const { sid } = textback.sandbox.twilio.text({ from: phone, body });
      await eventually('it is stored', async () => {
        const { rowCount } = await textback.db.query('SELECT FROM inbox WHERE event_key = $1', [
          `${sid}:received`,
        ]);
        return rowCount === 1;
      });
      await pass();
      await textback.addWorker();
      return eventually('it is handled', async () => {
        const { rows } = await textback.db.query<{ outcome: string | null }>(
          'SELECT outcome FROM inbox WHERE event_key = $1',
          [`${sid}:received`],
        );
        return rows[0]?.outcome;
      });
    }
    /** As the second chat's follow-up does it, in one transaction. */
    const passTo = (conversationId: number, phone: string) => async () => {
      const { rows } = await textback.db.query<{ orgId: number }>(
        `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, state, phone, phone_status, contact_id)
         SELECT org_id, $1::bigint, 'later:' || $1::text, 'later', now(), now(), 'done', phone, 'usable', contact_id
         FROM conversations WHERE phone = $2 LIMIT 1 RETURNING org_id::int AS "orgId"`,
        [conversationId, phone],
      );
      const orgId = rows[0]?.orgId ?? 0;
      const numbers = { own: [], pool: ['+12025550123'] };
      const taken = await inTransaction(textback.db, (client) =>
        openSession(client, { orgId, conversationId, visitorNumber: phone, numbers }),
      );
      expect(taken).not.toBeNull();
    };

    test('is posted in the chat that had the number', async () => {
      const phone = '+12025550149';
      const { id } = await opened({ phone });
      expect(await whileAway(phone, 'for the first chat', passTo(990_002, phone))).toBe('dispatched');
      await eventually('it stands in the first chat', () => has(id, 'for the first chat'));
      expect(has(990_002, 'for the first chat')).toBe(false);
    });

    test('opens its own thread again where that was closed meanwhile', async () => {
      const phone = '+12025550150';
      const { id } = await opened({ phone });
      const close = async () => {
        await textback.db.query(
          'UPDATE sessions SET closed_at = clock_timestamp() WHERE conversation_id = $1',
          [id],
        );
      };
      expect(await whileAway(phone, 'one thing more', close)).toBe('dispatched');
      await eventually('it stands in its chat', () => has(id, 'one thing more'));
    });

    test('and one that came when nobody had the number is held, and not in the thread that has been opened since', async () => {
      const phone = '+12025550151';
      const { id } = await opened({ phone });
      await textback.db.query(
        'UPDATE sessions SET closed_at = clock_timestamp() WHERE conversation_id = $1',
        [id],
      );
      expect(await whileAway(phone, 'to whom it concerned', passTo(990_003, phone))).toBe('held');
      await eventually('it is in the last chat before', () => has(id, 'to whom it concerned'));
      expect(has(990_003, 'to whom it concerned')).toBe(false);
    });
  });
});
