import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { startReceiver } from './receiver.js';
import type { Receiver } from './receiver.js';

const { accessToken, verificationToken, signingSecret } = sandboxCredentials.drift;

interface Envelope {
  id?: string;
  eventId?: string;
  orgId: number;
  type: string;
  token?: string;
  data: Record<string, unknown>;
}

let receiver: Receiver;
let sandbox: Sandbox;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({ webhookUrl: receiver.url, drift: { retryBaseMs: 5, timeoutMs: 300 } });
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

const envelopes = (): Envelope[] => receiver.received.map((one) => JSON.parse(one.raw) as Envelope);
const types = () => envelopes().map((envelope) => envelope.type);

function post(conversationId: number, body = 'hello'): Promise<Response> {
  return fetch(`${sandbox.driftUrl}/conversations/${conversationId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'chat', body }),
  });
}

describe('events', () => {
  test('a visitor’s chat is new_conversation with the id at data.id, and new_message, at /webhooks/drift', async () => {
    const { conversation, contact, message } = sandbox.drift.startConversation({
      contact: { name: 'Ann' },
      body: 'Hi',
    });
    await sandbox.drift.whenIdle();
    expect(receiver.received.map((one) => one.path)).toEqual(['/webhooks/drift', '/webhooks/drift']);
    const start = envelopes().find((envelope) => envelope.type === 'new_conversation');
    expect(start).toEqual({
      orgId: 7007,
      type: 'new_conversation',
      token: verificationToken,
      data: expect.objectContaining({ id: conversation.id, contactId: contact.id, status: 'open' }),
    });
    const said = envelopes().find((envelope) => envelope.type === 'new_message');
    expect(said?.data).toMatchObject({
      id: message?.id,
      conversationId: conversation.id,
      type: 'chat',
      body: '<p>Hi</p>',
      author: { id: contact.id, type: 'contact', bot: false },
    });
  });

  test('a bot’s chat has no start event; the visitor’s first message carries what the bot had said', async () => {
    const { conversation } = sandbox.drift.startConversation({ openedBy: 'bot', body: 'Questions?' });
    expect(conversation.status).toBe('bulk_sent');
    sandbox.drift.say(conversation.id, { author: 'visitor', body: 'Yes' });
    await sandbox.drift.whenIdle();
    expect(types()).toEqual(['new_message', 'new_message']);
    const answer = envelopes().find(
      (envelope) => (envelope.data['author'] as { type: string }).type === 'contact',
    );
    expect(answer?.data['attributes']).toMatchObject({ preMessages: [{ body: '<p>Questions?</p>' }] });
    expect(sandbox.drift.conversation(conversation.id).status).toBe('open');
  });

  test('the switch gives conversation_started with both ids, or an event id where the envelope has none', async () => {
    sandbox.drift.setSwitches({ startEvent: 'conversation_started', eventIds: 'eventId' });
    const { conversation, contact } = sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    const [event] = envelopes();
    expect(event?.type).toBe('conversation_started');
    expect(event?.eventId).toMatch(/^[0-9a-f-]{36}$/);
    expect(event?.data).toMatchObject({ conversationId: conversation.id, contactId: contact.id });
  });

  test('contact_updated tells the difference, phone_captured the number, and nothing is sent without a change', async () => {
    const { conversation, contact } = sandbox.drift.startConversation();
    sandbox.drift.capturePhone(conversation.id, '415-555-2671');
    sandbox.drift.updateContact(contact.id, { phone: '415-555-2671' });
    await sandbox.drift.whenIdle();
    expect(types().sort()).toEqual(['contact_updated', 'new_conversation', 'phone_captured']);
    expect(envelopes().find((event) => event.type === 'contact_updated')?.data).toMatchObject({
      endUserId: contact.id,
      timestamp: expect.any(Number),
      diff: [{ name: 'attributes.phone', previous: null, updated: '415-555-2671' }],
    });
    expect(envelopes().find((event) => event.type === 'phone_captured')?.data).toMatchObject({
      conversationId: conversation.id,
      authorId: contact.id,
      authorType: 'contact',
      phoneNumber: '415-555-2671',
    });
  });

  test('conversation_push is nested twice', async () => {
    sandbox.drift.setSwitches({ statusEvents: ['conversation_push', 'conversation_status_updated'] });
    const { conversation } = sandbox.drift.startConversation();
    sandbox.drift.setStatus(conversation.id, 'closed');
    await sandbox.drift.whenIdle();
    const push = envelopes().find((event) => event.type === 'conversation_push');
    expect(push?.data).toMatchObject({ data: { conversationId: conversation.id, status: 'closed' } });
    expect(types()).toContain('conversation_status_updated');
  });

  test('only ticked event types are sent', async () => {
    sandbox.drift.setSwitches({ subscribedEvents: ['new_message'] });
    sandbox.drift.startConversation({ body: 'Hi' });
    await sandbox.drift.whenIdle();
    expect(types()).toEqual(['new_message']);
  });
});

describe('authenticity', () => {
  test.each([
    ['both', true, true],
    ['body', true, false],
    ['header', false, true],
    ['none', false, false],
  ] as const)('token switch %s', async (token, inBody, inHeader) => {
    sandbox.drift.setSwitches({ token });
    sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    expect(envelopes()[0]?.token).toBe(inBody ? verificationToken : undefined);
    expect(receiver.received[0]?.headers['x-verification-token']).toBe(
      inHeader ? verificationToken : undefined,
    );
  });

  test('with the switch on, x-drift-signature is the HMAC of the raw body', async () => {
    sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    expect(receiver.received[0]?.headers['x-drift-signature']).toBeUndefined();
    sandbox.drift.setSwitches({ hmac: true });
    sandbox.drift.startConversation({ contact: { name: 'Zoë ✓' } });
    await sandbox.drift.whenIdle();
    const second = receiver.received[1];
    const expected = createHmac('sha256', signingSecret).update(String(second?.raw)).digest('hex');
    expect(second?.headers['x-drift-signature']).toBe(expected);
  });

  test('a raw event goes out as it is', async () => {
    sandbox.drift.sendRaw({ type: 'strange', data: { data: { conversationId: 5 } } }, { 'x-extra': '1' });
    sandbox.drift.sendRaw('not json {');
    await sandbox.drift.whenIdle();
    expect(receiver.received.map((one) => one.raw).sort()).toEqual([
      'not json {',
      '{"type":"strange","data":{"data":{"conversationId":5}}}',
    ]);
    expect(receiver.received.some((one) => one.headers['x-extra'] === '1')).toBe(true);
  });
});

describe('own posts', () => {
  test('come back as new_message with the app’s id, unless the switch is off', async () => {
    const { conversation } = sandbox.drift.startConversation();
    await post(conversation.id);
    await sandbox.drift.whenIdle();
    const echo = envelopes().find((event) => event.type === 'new_message');
    expect(echo?.data).toMatchObject({
      attributes: { developer_app_id: 'sandbox-app' },
      author: { bot: true },
    });
    sandbox.drift.setSwitches({ echo: false });
    await post(conversation.id);
    await sandbox.drift.whenIdle();
    expect(types().filter((type) => type === 'new_message')).toHaveLength(1);
  });

  test('the echo can be delivered before the post is answered', async () => {
    const { conversation } = sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    sandbox.drift.setSwitches({ echoBeforeReply: true });
    await post(conversation.id);
    expect(types()).toEqual(['new_conversation', 'new_message']);
  });

  test('the echo can be late', async () => {
    const { conversation } = sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    sandbox.drift.setSwitches({ echoDelayMs: 60 });
    await post(conversation.id);
    const answered = performance.now();
    await sandbox.drift.whenIdle();
    expect(types()).toContain('new_message');
    expect(Number(receiver.received[1]?.at) - answered).toBeGreaterThan(40);
  });
});

describe('delivery', () => {
  test('a refused event is tried five times more, each wait twice the last; then it is given up', async () => {
    receiver.answer((_one, response) => response.writeHead(500).end());
    sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    expect(receiver.received).toHaveLength(6);
    const [entry] = sandbox.drift.ledger.webhooks();
    expect(entry?.state).toBe('gave-up');
    expect(entry?.attempts.map((attempt) => [attempt.attempt, attempt.status])).toEqual(
      [1, 2, 3, 4, 5, 6].map((attempt) => [attempt, 500]),
    );
    const times = entry?.attempts.map((attempt) => attempt.at) ?? [];
    const waits = times.slice(1).map((time, index) => time - Number(times[index]));
    waits.forEach((wait, index) => expect(wait).toBeGreaterThanOrEqual(5 * 2 ** index - 1));
    expect(new Set(receiver.received.map((one) => one.raw)).size).toBe(1);
  });

  test('no answer in time is tried again; a 2xx ends it', async () => {
    receiver.answer((_one, response) => {
      if (receiver.received.length > 1) response.writeHead(204).end();
    });
    sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    const [entry] = sandbox.drift.ledger.webhooks();
    expect(entry?.attempts.map(({ status, error }) => [status, error])).toEqual([
      [null, 'timeout'],
      [204, null],
    ]);
    expect(entry?.state).toBe('delivered');
  });

  test('nobody listening is an error like any other, and the event arrives once somebody does', async () => {
    await receiver.close();
    sandbox.drift.setSwitches({ maxRetries: 0 });
    sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    expect(sandbox.drift.ledger.webhooks()[0]?.attempts[0]).toMatchObject({
      status: null,
      error: 'ECONNREFUSED',
    });
    receiver = await startReceiver();
    sandbox.setWebhookUrl(receiver.url);
    expect(sandbox.drift.redeliver('all')).toBe(1);
    await sandbox.drift.flush();
    expect(types()).toEqual(['new_conversation']);
    expect(sandbox.drift.ledger.webhooks()[0]?.state).toBe('delivered');
  });

  test.each(['concurrent', 'sequential'] as const)(
    'duplicates, %s, are byte for byte the same',
    async (duplicateMode) => {
      sandbox.drift.setSwitches({ duplicates: 2, duplicateMode, eventIds: 'id' });
      sandbox.drift.startConversation();
      await sandbox.drift.whenIdle();
      expect(receiver.received).toHaveLength(3);
      expect(new Set(receiver.received.map((one) => one.raw)).size).toBe(1);
      const [entry] = sandbox.drift.ledger.webhooks();
      expect(entry?.attempts.map((attempt) => attempt.delivery).sort()).toEqual([1, 2, 3]);
    },
  );

  test('concurrent duplicates are under way at the same time, sequential ones never', async () => {
    let open = 0;
    let most = 0;
    receiver.answer((_one, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.writeHead(200).end();
      }, 40);
    });
    sandbox.drift.setSwitches({ duplicates: 2, duplicateMode: 'sequential' });
    sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    expect(most).toBe(1);
    sandbox.drift.setSwitches({ duplicateMode: 'concurrent' });
    sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    expect(most).toBe(3);
  });

  test('a reorder window delivers everything in another order, the same for the same seed', async () => {
    const orders: string[][] = [];
    for (let round = 0; round < 2; round += 1) {
      const each = await startReceiver();
      const other = await startSandbox({
        webhookUrl: each.url,
        drift: { reorderWindowMs: 5_000, reorderSeed: 3, startEvent: 'none', htmlBodies: false },
      });
      // One at a time, so that the order of arrival is the order of sending.
      const { conversation } = other.drift.startConversation();
      for (const body of ['1', '2', '3', '4', '5', '6'])
        other.drift.say(conversation.id, { author: 'visitor', body });
      await other.drift.flush();
      const attempts = other.drift.ledger
        .webhooks()
        .map((entry) => ({ at: Number(entry.attempts[0]?.at), body: entry.body as Envelope }));
      orders.push(attempts.sort((a, b) => a.at - b.at).map(({ body }) => String(body.data['body'])));
      expect(each.received).toHaveLength(6);
      await other.close();
      await each.close();
    }
    expect(orders[0]).not.toEqual(['1', '2', '3', '4', '5', '6']);
    expect(orders[0]?.toSorted()).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(orders[1]).toEqual(orders[0]);
  });

  test('behind a proxy the receiver is another address, the Host stays the public one', async () => {
    sandbox.setWebhookUrl('https://textback.example.com');
    sandbox.drift.setSwitches({ connectTo: receiver.url });
    sandbox.drift.startConversation();
    await sandbox.drift.whenIdle();
    expect(receiver.received[0]?.headers).toMatchObject({
      host: 'textback.example.com',
      'x-forwarded-proto': 'https',
    });
  });

  test('closing the sandbox does not wait for retries', async () => {
    receiver.answer((_one, response) => response.writeHead(500).end());
    sandbox.drift.setSwitches({ retryBaseMs: 60_000 });
    sandbox.drift.startConversation();
    await receiver.until(1);
    const started = performance.now();
    await sandbox.close();
    expect(performance.now() - started).toBeLessThan(30_000);
    sandbox = await startSandbox();
  });
});
