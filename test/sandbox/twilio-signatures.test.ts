import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.js';
import twilio from 'twilio';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { signature } from '../../sandbox/twilio/signature.js';
import { startReceiver } from './receiver.js';
import type { Received, Receiver } from './receiver.js';

const { validateRequest } = twilio;
const { accountSid, authToken, messagingServiceSid, numbers } = sandboxCredentials.twilio;
const [ours = ''] = numbers;
const visitor = '+14155552671';

describe('the signer', () => {
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const params = (caller: string) => ({
    CallSid: 'CA1234567890ABCDE',
    Caller: caller,
    Digits: '1234',
    From: caller,
    To: '+18005551212',
  });

  test('gives the two known values', () => {
    expect(signature('12345', url, params('+14158675310'))).toBe('GvWf1cFY/Q7PnoempGyD5oXAezc=');
    expect(signature('12345', url, params('+14158675309'))).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  });

  test('leaves the fragment out and orders names by bytes', () => {
    expect(signature('12345', `${url}#rc=3`, params('+14158675310'))).toBe('GvWf1cFY/Q7PnoempGyD5oXAezc=');
    const mixed = { b: '1', B: '2', a: '', É: 'ü', list: ['z', 'a', 'a'] };
    expect(validateRequest('token', signature('token', url, mixed), url, mixed)).toBe(true);
  });

  test('agrees with the twilio package on any parameters', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (fields) => {
        // The package reads `__proto__` as a name like no other; no form field is called so.
        const given = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== '__proto__'));
        expect(validateRequest('token', signature('token', url, given), url, given)).toBe(true);
      }),
    );
  });
});

describe('what the simulator sends', () => {
  let receiver: Receiver;
  let sandbox: Sandbox;
  let client: ReturnType<typeof twilio>;

  beforeEach(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ webhookUrl: receiver.url, twilio: { callbacks: { statusDelayMs: 1 } } });
    client = twilio(accountSid, authToken);
    client.api.baseUrl = sandbox.twilioUrl;
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });

  const fields = (one: Received) => Object.fromEntries(new URLSearchParams(one.raw));
  const valid = (one: Received, base = receiver.url) =>
    validateRequest(authToken, String(one.headers['x-twilio-signature']), base + one.path, fields(one));
  const send = (more: Record<string, unknown> = {}) =>
    client.messages.create({
      to: visitor,
      from: ours,
      body: 'Hello',
      statusCallback: `${receiver.url}/webhooks/twilio/status?ledger=42&x=a%20b`,
      ...more,
    });
  const inbound = () => receiver.received.filter((one) => one.path.startsWith('/webhooks/twilio/inbound'));
  const callbacks = () => receiver.received.filter((one) => one.path.startsWith('/webhooks/twilio/status'));

  test('an inbound text has every parameter and a signature that the twilio package accepts', async () => {
    const { sid } = sandbox.twilio.text({
      from: visitor,
      to: ours,
      body: 'Hé + you & me ✓\n100%',
      media: [{ contentType: 'image/jpeg', url: 'https://example.com/a.jpg' }],
      extra: { Surprise: 'new' },
    });
    await sandbox.twilio.whenIdle();
    const [one] = inbound();
    if (!one) throw new Error('no webhook');
    expect(one.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(one.headers['i-twilio-idempotency-token']).toMatch(/^[0-9a-f-]{36}$/);
    expect(valid(one)).toBe(true);
    expect(fields(one)).toMatchObject({
      MessageSid: sid,
      SmsSid: sid,
      SmsMessageSid: sid,
      AccountSid: accountSid,
      MessagingServiceSid: messagingServiceSid,
      From: visitor,
      To: ours,
      Body: 'Hé + you & me ✓\n100%',
      NumMedia: '1',
      MediaUrl0: expect.stringContaining(`/Accounts/${accountSid}/Messages/${sid}/Media/ME`),
      MediaContentType0: 'image/jpeg',
      NumSegments: '1',
      ApiVersion: '2010-04-01',
      SmsStatus: 'received',
      FromCity: 'SAN FRANCISCO',
      ToState: 'DC',
      Surprise: 'new',
    });
    expect(sid).toMatch(/^MM/);
    expect(one.raw).toContain('From=%2B14155552671');
    const tampered = { ...fields(one), Body: 'other' };
    expect(
      validateRequest(
        authToken,
        String(one.headers['x-twilio-signature']),
        receiver.url + one.path,
        tampered,
      ),
    ).toBe(false);
  });

  test('status callbacks go to the URL given, in order, each signed, none for the initial status', async () => {
    const { sid } = await send();
    await sandbox.twilio.whenIdle();
    expect(callbacks().map((one) => fields(one)['MessageStatus'])).toEqual(['sent', 'delivered']);
    for (const one of callbacks()) {
      expect(one.path).toBe('/webhooks/twilio/status?ledger=42&x=a%20b');
      expect(valid(one)).toBe(true);
      expect(fields(one)).toMatchObject({
        MessageSid: sid,
        SmsSid: sid,
        From: ours,
        To: visitor,
        AccountSid: accountSid,
      });
      expect(fields(one)['ErrorCode']).toBeUndefined();
    }
    expect(fields(callbacks()[1] as Received)['RawDlrDoneDate']).toMatch(/^\d{10}$/);
  });

  test('with a Messaging Service, queued comes first', async () => {
    await send({ from: undefined, messagingServiceSid });
    await sandbox.twilio.whenIdle();
    expect(callbacks().map((one) => fields(one)['MessageStatus'])).toEqual(['queued', 'sent', 'delivered']);
    expect(
      callbacks().every((one) => fields(one)['MessagingServiceSid'] === messagingServiceSid && valid(one)),
    ).toBe(true);
  });

  test('a failed text’s callback carries the code', async () => {
    sandbox.twilio.setOutcome('next', { status: 'failed', errorCode: 30007 });
    await send();
    await sandbox.twilio.whenIdle();
    expect(callbacks().map((one) => [fields(one)['MessageStatus'], fields(one)['ErrorCode']])).toEqual([
      ['failed', '30007'],
    ]);
    expect(callbacks().every((one) => valid(one))).toBe(true);
  });

  test('callbacks can come before the 201, twice, out of order, by hand, or not at all', async () => {
    sandbox.twilio.setSwitches({ callbacks: { beforeReply: true } });
    const early = await send();
    expect(early.status).toBe('queued');
    expect(fields(callbacks()[0] as Received)['MessageSid']).toBe(early.sid);
    await sandbox.twilio.whenIdle();

    sandbox.twilio.setSwitches({ callbacks: { beforeReply: false }, duplicates: 1 });
    receiver.received.length = 0;
    await send();
    await sandbox.twilio.whenIdle();
    expect(callbacks()).toHaveLength(4);

    sandbox.twilio.setSwitches({ duplicates: 0, callbacks: { missing: ['delivered'] } });
    receiver.received.length = 0;
    const quiet = await send();
    await sandbox.twilio.whenIdle();
    expect(callbacks()).toHaveLength(1);
    expect((await client.messages(quiet.sid).fetch()).status).toBe('delivered');

    sandbox.twilio.setSwitches({ callbacks: { enabled: false } });
    receiver.received.length = 0;
    await send();
    await sandbox.twilio.whenIdle();
    expect(callbacks()).toHaveLength(0);

    sandbox.twilio.setSwitches({ callbacks: { enabled: true } });
    sandbox.twilio.setStatus(quiet.sid, 'undelivered', 30008);
    await sandbox.twilio.whenIdle();
    expect(fields(callbacks()[0] as Received)).toMatchObject({
      MessageStatus: 'undelivered',
      ErrorCode: '30008',
    });
    expect(receiver.received.every((one) => valid(one))).toBe(true);
  });

  test('reordered callbacks: delivered may come before sent', async () => {
    const orders = new Set<string>();
    for (const reorderSeed of [1, 2, 3, 4, 5, 6]) {
      sandbox.twilio.setSwitches({ reorderWindowMs: 250, reorderSeed });
      receiver.received.length = 0;
      await send();
      await sandbox.twilio.whenIdle();
      orders.add(
        callbacks()
          .map((one) => fields(one)['MessageStatus'])
          .join(),
      );
    }
    expect([...orders].sort()).toEqual(['delivered,sent', 'sent,delivered']);
  });

  test('behind a proxy the signature is that of the public URL', async () => {
    sandbox.setWebhookUrl('https://textback.example.com/base');
    sandbox.twilio.setSwitches({ connectTo: receiver.url });
    sandbox.twilio.text({ from: visitor, body: 'hi' });
    await sandbox.twilio.whenIdle();
    const one = receiver.received[0] as Received;
    expect(one.path).toBe('/base/webhooks/twilio/inbound');
    expect(valid(one, 'https://textback.example.com')).toBe(true);
    expect(valid(one)).toBe(false);
  });

  test('the default: a 500 is not tried again, the event is lost but for the fallback URL', async () => {
    receiver.answer((_one, response) => response.writeHead(500).end());
    sandbox.twilio.setSwitches({ inbound: { fallbackUrl: `${receiver.url}/fallback` } });
    sandbox.twilio.text({ from: visitor, body: 'hi' });
    await sandbox.twilio.whenIdle();
    expect(receiver.received.map((one) => one.path)).toEqual(['/webhooks/twilio/inbound', '/fallback']);
    expect(fields(receiver.received[1] as Received)).toMatchObject({ ErrorCode: '11200', Body: 'hi' });
    expect(receiver.received.every((one) => valid(one))).toBe(true);
  });

  test('connection overrides in the fragment ask for retries; the token is that of the event', async () => {
    receiver.answer((_one, response) => response.writeHead(receiver.received.length < 3 ? 503 : 204).end());
    sandbox.twilio.setSwitches({ inbound: { overrides: 'rc=3&rp=ct,rt,5xx&rt=4000' } });
    sandbox.twilio.text({ from: visitor, body: 'hi' });
    await sandbox.twilio.whenIdle();
    expect(receiver.received).toHaveLength(3);
    expect(receiver.received.every((one) => valid(one) && !one.path.includes('#'))).toBe(true);
    expect(new Set(receiver.received.map((one) => one.headers['i-twilio-idempotency-token'])).size).toBe(1);
    expect(sandbox.twilio.ledger.webhooks()[0]?.state).toBe('delivered');
  });

  test('a slow answer is retried only when asked for', async () => {
    receiver.answer(() => undefined);
    sandbox.twilio.setSwitches({ inbound: { overrides: 'rt=100' } });
    sandbox.twilio.text({ from: visitor, body: 'hi' });
    await sandbox.twilio.whenIdle();
    expect(receiver.received).toHaveLength(1);
    sandbox.twilio.setSwitches({ inbound: { overrides: 'rt=100&rp=rt&rc=2' } });
    sandbox.twilio.text({ from: visitor, body: 'hi' });
    await sandbox.twilio.whenIdle();
    expect(receiver.received).toHaveLength(4);
  });

  test('nobody listening is tried once more', async () => {
    await receiver.close();
    sandbox.twilio.text({ from: visitor, body: 'hi' });
    await sandbox.twilio.whenIdle();
    expect(sandbox.twilio.ledger.webhooks()[0]?.attempts.map((attempt) => attempt.error)).toEqual([
      'ECONNREFUSED',
      'ECONNREFUSED',
    ]);
    receiver = await startReceiver();
  });

  test.each([
    ['an empty Response', 'text/xml', '<?xml version="1.0" encoding="UTF-8"?><Response/>', [], []],
    ['plain text', 'text/plain; charset=utf-8', 'OK', ['OK'], []],
    [
      'a Message',
      'text/xml',
      '<Response><Message>a &amp; b</Message><Message><Body>c</Body></Message></Response>',
      ['a & b', 'c'],
      [],
    ],
    ['JSON', 'application/json', '{}', [], [12300]],
    ['too much', 'text/xml', `<Response>${' '.repeat(65_536)}</Response>`, [], [11750]],
  ])(
    'what the webhook answers with %s becomes texts and alerts',
    async (_what, type, body, texts, alerts) => {
      receiver.answer((_one, response) => response.writeHead(200, { 'content-type': type }).end(body));
      sandbox.twilio.text({ from: visitor, to: ours, body: 'hi' });
      await sandbox.twilio.whenIdle();
      const replies = sandbox.twilio.ledger.effects('webhook-reply');
      expect(replies.map((effect) => effect.data['body'])).toEqual(texts);
      expect(sandbox.twilio.ledger.effects('alert').map((effect) => effect.data['code'])).toEqual(alerts);
      expect(sandbox.twilio.ledger.effects('text')).toEqual([]);
    },
  );

  test('STOP is answered by Twilio, delivered to the webhook, and shown with its pair; OptOutType only with Advanced Opt-Out', async () => {
    sandbox.twilio.text({ from: visitor, to: ours, body: 'STOP' });
    await sandbox.twilio.whenIdle();
    expect(fields(inbound()[0] as Received)).toMatchObject({ Body: 'STOP' });
    expect(fields(inbound()[0] as Received)['OptOutType']).toBeUndefined();
    const [pair] = sandbox.twilio.state().pairs;
    expect(pair).toMatchObject({ ours, visitor, optedOut: true });
    expect(pair?.texts.map((text) => text.source)).toEqual(['phone', 'auto-reply']);
    sandbox.twilio.setSwitches({ inbound: { advancedOptOut: true } });
    sandbox.twilio.text({ from: visitor, to: ours, body: 'unstop' });
    sandbox.twilio.text({ from: visitor, to: ours, body: 'Alto', optOutType: 'STOP' });
    await sandbox.twilio.whenIdle();
    const later = inbound()
      .slice(1)
      .map((one) => fields(one)['OptOutType']);
    expect(later.sort()).toEqual(['START', 'STOP']);
    expect(sandbox.twilio.state().pairs[0]?.optedOut).toBe(true);
  });

  test('the phone can be used over HTTP', async () => {
    const control = `${sandbox.twilioUrl}/_sandbox`;
    const post = async (path: string, body: unknown, method = 'POST') => {
      const response = await fetch(control + path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const got = await post('/inbound', { from: visitor, to: ours, body: 'hi' });
    expect(got).toMatchObject({ status: 200, body: { direction: 'inbound', status: 'received' } });
    expect((await post('/inbound', { from: 'x', body: 'hi' })).status).toBe(400);
    expect((await post('/outcomes', { to: 'next', outcome: { refuse: 21610 } }, 'PUT')).status).toBe(200);
    const { sid } = await send().catch(() => send());
    expect((await post(`/messages/${sid}/status`, { status: 'read' })).body).toMatchObject({
      status: 'read',
    });
    expect((await post('/messages/SM0/status', { status: 'read' })).status).toBe(404);
    await post('/webhooks/flush', {});
    const before = receiver.received.length;
    expect(
      (await post('/webhooks/redeliver', { eventSeq: sandbox.twilio.ledger.webhooks()[0]?.seq })).body,
    ).toEqual({
      redelivered: 1,
    });
    await post('/webhooks/flush', {});
    expect(receiver.received).toHaveLength(before + 1);
    const ledger = await (await fetch(`${control}/ledger`)).text();
    expect(ledger).not.toContain(authToken);
    expect((await post('/reset', {})).status).toBe(200);
    expect(sandbox.twilio.state().pairs).toEqual([]);
  });
});
