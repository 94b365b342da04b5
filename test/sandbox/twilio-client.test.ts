import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import twilio from 'twilio';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { startReceiver } from './receiver.js';
import type { Receiver } from './receiver.js';

const { accountSid, authToken, apiKey, apiSecret, messagingServiceSid, numbers } = sandboxCredentials.twilio;
const from = String(numbers[0]);
const visitor = '+14155552671';

type Client = ReturnType<typeof twilio>;
let sandbox: Sandbox;
let client: Client;

/** The real client, pointed at the simulator. */
function clientFor(username: string, password: string, options: { timeout?: number } = {}): Client {
  const made = twilio(username, password, { accountSid, ...options });
  made.api.baseUrl = sandbox.twilioUrl;
  made.lookups.baseUrl = sandbox.twilioUrl;
  return made;
}

beforeEach(async () => {
  sandbox = await startSandbox({ twilio: { callbacks: { statusDelayMs: 1 } } });
  client = clientFor(accountSid, authToken);
});
afterEach(() => sandbox.close());

const send = (more: Record<string, unknown> = {}) =>
  client.messages.create({ to: visitor, from, body: 'Hello', ...more });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('sending', () => {
  test('a text is queued, then delivered; the client reads its dates', async () => {
    const created = await send();
    expect(created).toMatchObject({
      accountSid,
      to: visitor,
      from,
      body: 'Hello',
      status: 'queued',
      direction: 'outbound-api',
      errorCode: null,
      numSegments: '1',
      numMedia: '0',
      messagingServiceSid: null,
      dateSent: null,
    });
    expect(created.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(Math.abs(created.dateCreated.getTime() - Date.now())).toBeLessThan(5_000);
    await sandbox.twilio.whenIdle();
    const fetched = await client.messages(created.sid).fetch();
    expect(fetched.status).toBe('delivered');
    expect(fetched.dateSent).toBeInstanceOf(Date);
  });

  test('the answer is a 201 with Twilio’s headers', async () => {
    const { statusCode, headers } = await client.messages.createWithHttpInfo({
      to: visitor,
      from,
      body: 'x',
    });
    expect(statusCode).toBe(201);
    expect(headers).toMatchObject({ 'twilio-concurrent-requests': expect.any(String) });
  });

  test('a Messaging Service accepts first and then picks a sender, the same for the same phone', async () => {
    const created = await send({ from: undefined, messagingServiceSid });
    expect(created).toMatchObject({ status: 'accepted', from: null, messagingServiceSid, numSegments: '0' });
    await sandbox.twilio.whenIdle();
    expect(await client.messages(created.sid).fetch()).toMatchObject({
      status: 'delivered',
      from,
      numSegments: '1',
    });
    const pinned = await send({ from: numbers[1], messagingServiceSid });
    expect(pinned.from).toBe(numbers[1]);
    const sticky = await send({ from: undefined, messagingServiceSid });
    await sandbox.twilio.whenIdle();
    expect((await client.messages(sticky.sid).fetch()).from).toBe(numbers[1]);
  });

  test('an API key works like the auth token; a wrong one is 401 with 20003', async () => {
    const keyed = clientFor(apiKey, apiSecret);
    expect((await keyed.messages.create({ to: visitor, from, body: 'x' })).status).toBe('queued');
    const wrong = clientFor(accountSid, 'wrong');
    expect(await failure(wrong.messages.create({ to: visitor, from, body: 'x' }))).toMatchObject({
      status: 401,
      code: 20003,
    });
  });

  test.each<[string, Record<string, unknown>, number, number]>([
    ['To is no number', { to: '12' }, 21211, 400],
    ['To is not possible', { to: '+15551234567' }, 21211, 400],
    ['To is a short code', { to: '12345' }, 21265, 400],
    ['To is From', { to: from }, 21266, 400],
    ['To is our own other number', { to: numbers[1] }, 21211, 400],
    ['From is no number', { from: 'x' }, 21212, 400],
    ['From is not ours', { from: '+14155550000' }, 21606, 400],
    ['no From', { from: undefined }, 21603, 400],
    ['no Body', { body: '' }, 21602, 400],
    ['Body of 1601 units', { body: 'x'.repeat(1601) }, 21617, 400],
    ['bad media', { mediaUrl: ['nowhere'] }, 21620, 400],
    ['eleven media', { mediaUrl: Array.from({ length: 11 }, () => 'https://example.com/a.png') }, 21623, 400],
    ['bad StatusCallback', { statusCallback: 'http://under_score.example.com' }, 21609, 400],
    ['malformed service', { messagingServiceSid: 'MG1' }, 21705, 400],
    ['unknown service', { messagingServiceSid: `MG${'0'.repeat(32)}` }, 21701, 404],
    ['magic: invalid To', { to: '+15005550001' }, 21211, 400],
    ['magic: no route', { to: '+15005550002' }, 21612, 400],
    ['magic: region', { to: '+15005550003' }, 21408, 400],
    ['magic: opted out', { to: '+15005550004' }, 21610, 400],
    ['magic: landline', { to: '+15005550009' }, 21614, 400],
    ['magic: invalid From', { from: '+15005550001' }, 21212, 400],
    ['magic: From not owned', { from: '+15005550007' }, 21606, 400],
    ['magic: queue full', { from: '+15005550008' }, 21611, 400],
  ])('%s is refused and leaves nothing behind', async (_what, more, code, status) => {
    const error = await failure(send(more));
    expect(error).toMatchObject({ code, status, moreInfo: `https://www.twilio.com/docs/errors/${code}` });
    expect(sandbox.twilio.ledger.effects('text')).toEqual([]);
  });

  test('no To at all is 21604; parameters that nobody knows are ignored', async () => {
    const post = (fields: Record<string, string>) =>
      fetch(`${sandbox.twilioUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
        body: new URLSearchParams(fields),
      });
    expect(await (await post({ From: from, Body: 'x' })).json()).toMatchObject({ code: 21604, status: 400 });
    expect((await post({ To: visitor, From: from, Body: 'x', MessageIntent: 'y' })).status).toBe(201);
  });

  test('the magic sender that works, works; 1600 units are allowed', async () => {
    expect((await send({ from: '+15005550006' })).status).toBe('queued');
    expect((await send({ body: 'x'.repeat(1600) })).numSegments).toBe('11');
  });

  test('segments: GSM-7, its extension, and UCS-2 once one character is not GSM', async () => {
    const segments = async (body: string) => (await send({ body })).numSegments;
    expect(await segments('x'.repeat(160))).toBe('1');
    expect(await segments('x'.repeat(161))).toBe('2');
    expect(await segments('€'.repeat(81))).toBe('2');
    expect(await segments('ж'.repeat(70))).toBe('1');
    expect(await segments('ж'.repeat(71))).toBe('2');
    expect(await segments(`${'x'.repeat(69)}’`)).toBe('1');
    expect(await segments(`${'x'.repeat(70)}’`)).toBe('2');
    const smart = await send({ body: `${'x'.repeat(70)}’ – ok`, smartEncoded: true });
    expect(smart).toMatchObject({ body: `${'x'.repeat(70)}' - ok`, numSegments: '1' });
  });

  test('a trial account puts its words before the body', async () => {
    sandbox.twilio.setSwitches({ trialPrefix: true });
    expect((await send()).body).toMatch(/trial account.*Hello$/);
  });

  test('on request a text fails after it was accepted, or is refused with any code', async () => {
    sandbox.twilio.setOutcome(visitor, { status: 'undelivered', errorCode: 30003 });
    const failed = await send();
    expect(failed.status).toBe('queued');
    await sandbox.twilio.whenIdle();
    expect(await client.messages(failed.sid).fetch()).toMatchObject({
      status: 'undelivered',
      errorCode: 30003,
    });
    sandbox.twilio.setOutcome('next', { refuse: 63038 });
    expect(await failure(send())).toMatchObject({ code: 63038, status: 429 });
    sandbox.twilio.setOutcome(visitor, null);
    const fine = await send();
    await sandbox.twilio.whenIdle();
    expect((await client.messages(fine.sid).fetch()).status).toBe('delivered');
  });

  test('scheduling needs a service and a time within its window, and can be canceled', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000);
    const schedule = { messagingServiceSid, scheduleType: 'fixed' as const };
    const planned = await send({ ...schedule, sendAt: inAnHour });
    expect(planned.status).toBe('scheduled');
    expect((await client.messages(planned.sid).update({ status: 'canceled' })).status).toBe('canceled');
    expect(await failure(client.messages(planned.sid).update({ status: 'canceled' }))).toMatchObject({
      code: 30409,
    });
    expect(await failure(send({ ...schedule, sendAt: new Date() }))).toMatchObject({ code: 35114 });
    expect((await send({ scheduleType: 'fixed', sendAt: inAnHour })).status).toBe('queued');
  });
});

describe('reading', () => {
  test('the client pages through the whole list, newest first', async () => {
    const sids: string[] = [];
    for (let index = 0; index < 7; index += 1) sids.unshift((await send({ body: String(index) })).sid);
    const listed = await client.messages.list({ pageSize: 3 });
    expect(listed.map((one) => one.sid)).toEqual(sids);
    const pages = sandbox.twilio.ledger.requests().filter((one) => one.method === 'GET');
    expect(pages).toHaveLength(3);
    const page = await client.messages.page({ pageSize: 3, to: visitor });
    const next = await page.nextPage();
    const back = await next?.previousPage();
    expect(back?.instances.map((one) => one.sid)).toEqual(sids.slice(0, 3));
  });

  test('the list is filtered by To, From and DateSent; unsent texts have no DateSent', async () => {
    await send();
    sandbox.twilio.text({ from: visitor, body: 'hi' });
    await sandbox.twilio.whenIdle();
    expect(await client.messages.list({ to: visitor })).toHaveLength(1);
    expect(await client.messages.list({ from: visitor })).toHaveLength(1);
    expect(await client.messages.list({ to: visitor, from: '+12025550124' })).toHaveLength(0);
    const now = Date.now();
    expect(await client.messages.list({ dateSentAfter: new Date(now - 60_000) })).toHaveLength(2);
    expect(await client.messages.list({ dateSentAfter: new Date(now + 60_000) })).toHaveLength(0);
    expect(await client.messages.list({ dateSentBefore: new Date(now - 60_000) })).toHaveLength(0);
    expect(await client.messages.list({ dateSent: new Date(now) })).toHaveLength(2);
    sandbox.twilio.setSwitches({ callbacks: { statusDelayMs: 60_000 } });
    await send();
    expect(await client.messages.list({ dateSentAfter: new Date(now - 60_000) })).toHaveLength(2);
    expect(await client.messages.list({ to: visitor })).toHaveLength(2);
  });

  test('a lagging list does not show a text that was just accepted', async () => {
    sandbox.twilio.setSwitches({ listLagMs: 60_000 });
    const { sid } = await send();
    expect(await client.messages.list()).toHaveLength(0);
    expect((await client.messages(sid).fetch()).sid).toBe(sid);
  });

  test('an unknown sid is 20404; redacting empties the body; deleting waits for the end of delivery', async () => {
    expect(await failure(client.messages(`SM${'0'.repeat(32)}`).fetch())).toMatchObject({
      code: 20404,
      status: 404,
    });
    sandbox.twilio.setSwitches({ callbacks: { statusDelayMs: 60_000 } });
    const { sid } = await send();
    expect(await failure(client.messages(sid).remove())).toMatchObject({ code: 20009 });
    sandbox.twilio.setStatus(sid, 'delivered');
    expect((await client.messages(sid).update({ body: '' })).body).toBe('');
    expect(await client.messages(sid).remove()).toBe(true);
    expect(await failure(client.messages(sid).fetch())).toMatchObject({ code: 20404 });
  });

  test('media is listed and, for credentials only, served', async () => {
    const { sid } = sandbox.twilio.text({ from: visitor, body: '', media: [{ contentType: 'image/gif' }] });
    const [media] = await client.messages(sid).media.list();
    expect(media).toMatchObject({ parentSid: sid, contentType: 'image/gif' });
    expect((await client.messages(sid).fetch()).numMedia).toBe('1');
    const url = sandbox.twilio.mediaUrl(sid, String(media?.sid));
    expect((await fetch(url)).status).toBe(401);
    const basic = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
    const bytes = await fetch(url, { headers: { authorization: basic } });
    expect(bytes.headers.get('content-type')).toBe('image/gif');
  });

  test('Lookup tells line types on request and answers 200 for an invalid number', async () => {
    sandbox.twilio.setSwitches({ landlines: ['+12125550100'] });
    const lookup = (number: string, fields?: string) =>
      client.lookups.v2.phoneNumbers(number).fetch(fields === undefined ? {} : { fields });
    expect(await lookup(visitor)).toMatchObject({
      valid: true,
      countryCode: 'US',
      lineTypeIntelligence: null,
    });
    expect((await lookup(visitor, 'line_type_intelligence')).lineTypeIntelligence).toMatchObject({
      type: 'mobile',
    });
    const landline = await lookup('+12125550100', 'line_type_intelligence');
    expect(landline.lineTypeIntelligence).toMatchObject({ type: 'landline' });
    expect(await lookup('+1415555')).toMatchObject({
      valid: false,
      validationErrors: ['TOO_SHORT'],
      countryCode: null,
    });
    expect(await failure(send({ to: '+12125550100' }))).toMatchObject({ code: 21614 });
  });

  test('a path that does not exist is 20404', async () => {
    const response = await fetch(`${sandbox.twilioUrl}/2010-04-01/Accounts/${accountSid}/Calls.json`, {
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 20404 });
  });
});

describe('trouble', () => {
  test('429 is 20429, with Retry-After or without; nothing was processed', async () => {
    sandbox.twilio.addFault({ route: '/2010-04-01', kind: '429', times: 1 });
    expect(await failure(send())).toMatchObject({ status: 429, code: 20429 });
    expect(sandbox.twilio.ledger.effects('text')).toHaveLength(0);
    expect((await send()).status).toBe('queued');
  });

  test('a lost answer is a timeout for the client, and the text went out', async () => {
    const hasty = clientFor(accountSid, authToken, { timeout: 150 });
    sandbox.twilio.addFault({ method: 'POST', route: '/2010-04-01', kind: 'timeout-after', times: 1 });
    const error = await failure(hasty.messages.create({ to: visitor, from, body: 'x' }));
    expect(error).toMatchObject({ code: 'ECONNABORTED' });
    const [request] = sandbox.twilio.ledger.requests();
    expect(request).toMatchObject({ status: 201, reply: 'lost' });
    expect(await client.messages.list({ to: visitor })).toHaveLength(1);
  });

  test('a reset before the effect leaves nothing, after it everything', async () => {
    sandbox.twilio.addFault({ method: 'POST', route: '/2010-04-01', kind: 'reset-before', times: 1 });
    expect(await failure(send())).toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.twilio.ledger.effects('text')).toHaveLength(0);
    sandbox.twilio.addFault({ method: 'POST', route: '/2010-04-01', kind: 'reset-after', times: 1 });
    expect(await failure(send())).toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.twilio.ledger.effects('text')).toHaveLength(1);
  });

  test('a 2xx that is no JSON throws in the client, and the text went out', async () => {
    sandbox.twilio.addFault({ route: '/2010-04-01', kind: 'garbage-after', times: 1 });
    expect(await failure(send())).toMatchObject({ name: 'SyntaxError' });
    expect(sandbox.twilio.ledger.effects('text')).toHaveLength(1);
  });

  test.each([
    ['500', 500, 20500],
    ['503', 503, 20503],
    ['502-html', 502, undefined],
    ['unauthorized', 401, 20003],
  ] as const)('%s reaches the client as such', async (kind, status, code) => {
    sandbox.twilio.addFault({ route: '*', kind, times: 1 });
    const error = (await failure(send())) as { status?: number; code?: number };
    expect([error.status, error.code]).toEqual([status, code]);
    expect(sandbox.twilio.ledger.effects('text')).toHaveLength(0);
  });
});

describe('opt-out', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  test('after STOP every send from the service’s numbers is 21610 until START', async () => {
    sandbox.setWebhookUrl(receiver.url);
    sandbox.twilio.text({ from: visitor, to: from, body: ' stop ' });
    expect(await failure(send())).toMatchObject({ code: 21610, status: 400 });
    expect(await failure(send({ from: numbers[1] }))).toMatchObject({ code: 21610 });
    expect(await failure(send({ from: undefined, messagingServiceSid }))).toMatchObject({ code: 21610 });
    await sandbox.twilio.whenIdle();
    expect(receiver.received).toHaveLength(1);
    expect(sandbox.twilio.ledger.effects('auto-reply')).toHaveLength(1);
    expect(sandbox.twilio.ledger.effects('text')).toHaveLength(0);
    sandbox.twilio.text({ from: visitor, to: from, body: 'Stop please' });
    sandbox.twilio.text({ from: visitor, to: from, body: 'START' });
    expect((await send()).status).toBe('queued');
    sandbox.twilio.text({ from: visitor, to: from, body: 'Stop please' });
    expect((await send()).status).toBe('queued');
    await sandbox.twilio.whenIdle();
  });

  test('without a Messaging Service only that number is stopped', async () => {
    await sandbox.close();
    const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'token', numbers: [...numbers] };
    sandbox = await startSandbox({ twilio: account });
    const own = twilio(account.accountSid, account.authToken);
    own.api.baseUrl = sandbox.twilioUrl;
    sandbox.twilio.text({ from: visitor, to: from, body: 'STOP' });
    const to = (sender: string) => failure(own.messages.create({ to: visitor, from: sender, body: 'x' }));
    expect(await to(from)).toMatchObject({ code: 21610 });
    expect(await to(String(numbers[1]))).toBeNull();
  });
});
