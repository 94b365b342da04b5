import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { ended, startTextback, type Textback } from '../support/textback.js';

describe('promise 2: one event, one effect', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      sandbox: { drift: { duplicates: 5 }, twilio: { duplicates: 5 } },
      workers: 2,
    });
  });
  afterAll(() => textback.close());

  const textsTo = (phone: string) => textback.texts().filter(({ to }) => to === phone);

  test('webhooks delivered six times each, at once, lead to one text and one relay each way', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550151';
    const { conversation } = drift.startConversation({ contact: { name: 'Ana', phone }, body: 'Hello?' });
    await eventually('the text', () => textsTo(phone).length > 0);
    twilio.text({ from: phone, body: 'I am here' });
    await eventually('the relay to Drift', () =>
      textback.posts(conversation.id).some(({ body }) => body.includes('I am here')),
    );
    drift.say(conversation.id, { author: 'rep', body: 'Good.' });
    await eventually('the relay to the phone', () => textsTo(phone).some(({ body }) => body === 'Good.'));

    // All of it once more, after the fact and in the order of the ledger.
    drift.redeliver('all');
    twilio.webhooks.sender.redeliver('all');
    await Promise.all([drift.whenIdle(), twilio.tasks.whenIdle()]);
    await eventually('the inbox is worked off', async () => {
      const { rows } = await textback.db.query<{ waiting: number }>(
        'SELECT count(*) AS waiting FROM inbox WHERE outcome IS NULL',
      );
      return Number(rows[0]?.waiting) === 0;
    });
    expect(textsTo(phone).map(({ body }) => body)).toEqual([expect.stringContaining('Hi Ana'), 'Good.']);
    expect(textback.posts(conversation.id).filter(({ body }) => body.includes('I am here'))).toHaveLength(1);
    expect(textback.posts(conversation.id).filter(({ type }) => type === 'private_note')).toHaveLength(1);
  });

  test('a webhook delivered six times has one row', async () => {
    const { rows } = await textback.db.query<{ deliveries: number }>(
      'SELECT count(*) AS deliveries FROM inbox GROUP BY source, event_key HAVING count(*) > 1',
    );
    expect(rows).toEqual([]);
    const attempts = textback.sandbox.drift.ledger.webhooks().flatMap(({ attempts: all }) => all);
    expect(attempts.length).toBeGreaterThanOrEqual(6);
  });

  test('an answer still counts if events arrive out of order', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550152';
    drift.setSwitches({ reorderWindowMs: 200 });
    const { conversation } = drift.startConversation({ contact: { phone }, body: 'Hello?' });
    drift.say(conversation.id, { author: 'rep', body: 'Hi!' });
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'answered' });
    expect(textsTo(phone)).toEqual([]);
    drift.setSwitches({ reorderWindowMs: 0 });
  });

  test('an event handed over twice, as after a crash, has one effect', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550153';
    const { conversation } = drift.startConversation({ contact: { phone }, body: 'Hello?' });
    await eventually('the text', () => textsTo(phone).length === 1);
    drift.say(conversation.id, { author: 'rep', body: 'Only once' });
    await eventually('the relay', () => textsTo(phone).length === 2);
    const again = () =>
      textback.db.query(`UPDATE inbox SET outcome = NULL WHERE conversation_id = $1`, [conversation.id]);
    for (let i = 0; i < 3; i++) {
      await again();
      await eventually('it is handed over', async () => {
        const { rows } = await textback.db.query(
          'SELECT FROM inbox WHERE conversation_id = $1 AND outcome IS NULL',
          [conversation.id],
        );
        return rows.length === 0;
      });
    }
    drift.say(conversation.id, { author: 'rep', body: 'And this' });
    await eventually('the next relay', () => textsTo(phone).some(({ body }) => body === 'And this'));
    expect(textsTo(phone).map(({ body }) => body)).toEqual([
      expect.stringContaining('Hi'),
      'Only once',
      'And this',
    ]);
  });

  test('a poison event is held, and its conversation proceeds without it', async () => {
    const { drift } = textback.sandbox;
    const { conversation } = drift.startConversation({ contact: { phone: '+12025550154' }, body: 'Hello?' });
    await textback.db.query(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at)
       VALUES (7007, 'drift', 'odd', 'odd', 'new_message', 'message', $1, $2, '{}', now())`,
      [
        conversation.id,
        {
          kind: 'message',
          conversationId: conversation.id,
          type: 'chat',
          author: 'visitor',
          html: { odd: true },
        },
      ],
    );
    drift.say(conversation.id, { author: 'rep', body: 'Hi!' });
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'answered' });
    // The answer counts as soon as it is stored, also while what is before it is being tried.
    await eventually('all have an outcome', async () => {
      const waiting = await textback.db.query(
        'SELECT FROM inbox WHERE conversation_id = $1 AND outcome IS NULL',
        [conversation.id],
      );
      return waiting.rowCount === 0;
    });
    const { rows } = await textback.db.query(`SELECT outcome FROM inbox WHERE event_key = 'odd'`);
    expect(rows).toEqual([{ outcome: 'held' }]);
  });

  test('an event without a notification, as after a crash between commit and notification, is still found', async () => {
    const { rows } = await textback.db.query<{ id: number }>(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at)
       VALUES (7007, 'drift', 'untold', 'untold', 'new_conversation', 'conversation_opened', 555000444, $1, '{}', now())
       RETURNING id`,
      [{ kind: 'conversation_opened', conversationId: 555000444, contactId: null, status: 'open' }],
    );
    await eventually('it is handed over', async () => {
      const found = await textback.db.query(`SELECT FROM inbox WHERE id = $1 AND outcome = 'dispatched'`, [
        rows[0]?.id,
      ]);
      return found.rows.length === 1;
    });
  });

  test('deliveries with the same vendor event ID count as one event', async () => {
    const { drift } = textback.sandbox;
    const event = {
      id: 'evt_42',
      orgId: 7007,
      type: 'conversation_started',
      data: { conversationId: 555000111, contactId: 1, createdAt: Date.now() },
    };
    drift.sendRaw(event);
    drift.sendRaw({ ...event, data: { ...event.data, more: true } });
    await drift.whenIdle();
    const { rows } = await textback.db.query('SELECT event_id FROM inbox WHERE conversation_id = 555000111');
    expect(rows).toEqual([{ event_id: 'evt_42' }]);
  });
});
