import { createHmac, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../../src/platform/config/config.js';
import { sandboxCredentials } from '../../../../src/platform/config/sandbox-credentials.js';
import { createPool, type Pool } from '../../../../src/platform/db/pool.js';
import { createAccept } from '../../../../src/web/gateway/accept.js';
import { configuredWebhooks } from '../../../../src/web/gateway/webhooks.js';
import { createGatewayApp } from '../../../../src/web/gateway/app.js';
import { createLogger } from '../../../../src/platform/logging/logger.js';
import { Metrics } from '../../../../src/platform/metrics/metrics.js';
import { createTestDatabase, type TestDatabase } from '../../../support/database.js';
import { ask as askPort, type Answer, type Asked } from '../../support/ask.js';
import { inPlainNode } from '../../support/plain-node.js';

const PUBLIC_URL = 'https://textback.example.com/base';
const config = loadConfig({ ADMIN_TOKEN: 'admin-secret', LOG_LEVEL: 'silent' });
const { verificationToken } = config.chat;
const { authToken, accountSid } = config.sms;
const { signingSecret } = sandboxCredentials.drift;
const log = createLogger('test', 'silent');

let database: TestDatabase;
let pool: Pool;
let app: Gateway;
/** The app on a port of its own: jest cannot load what Fastify's own `inject` needs. */
interface Gateway {
  inject(asked: Asked | string): Promise<Answer>;
  close(): Promise<void>;
}
async function appWith(own = config): Promise<Gateway> {
  const metrics = new Metrics();
  const accept = createAccept(pool, log, metrics);
  const fastify = createGatewayApp({
    config: own,
    pool,
    log,
    metrics,
    webhooks: configuredWebhooks(own),
    vouches: () => Promise.resolve(true),
    publicUrl: () => PUBLIC_URL,
    adminUrl: () => PUBLIC_URL,
    accept,
  });
  await fastify.listen({ host: '127.0.0.1', port: 0 });
  const { port } = fastify.server.address() as AddressInfo;
  return {
    inject: (asked) => askPort(port, typeof asked === 'string' ? { url: asked } : asked),
    close: () => fastify.close(),
  };
}
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, size: 4, name: 'test', timeoutMs: 5_000, log });
  app = await appWith();
});
afterAll(async () => {
  await app.close();
  await pool.end();
  await database.drop();
});
afterEach(() => pool.query('TRUNCATE inbox'));

const stored = async () =>
  (await pool.query<{ key: string }>('SELECT event_key AS key FROM inbox ORDER BY id')).rows.map(
    ({ key }) => key,
  );
const json = { 'content-type': 'application/json' };
const trusted = { ...json, 'x-verification-token': verificationToken ?? '' };
const event = {
  orgId: 7007,
  type: 'new_message',
  data: { id: 5, conversationId: 6, type: 'chat', body: 'Hi' },
};
const drift = (payload: unknown, headers: Record<string, string> = trusted): Asked => ({
  method: 'POST',
  url: '/webhooks/drift',
  headers,
  payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
});

describe('POST /webhooks/drift', () => {
  const big = (size: number) => ({ ...event, data: { ...event.data, body: 'x'.repeat(size) } });
  test.each<[string, Asked, number, string | RegExp]>([
    ['with the token in the header', drift(event), 200, '7007:new_message:5'],
    [
      'with the token in the body',
      drift({ ...event, token: verificationToken }, json),
      200,
      '7007:new_message:5',
    ],
    ['with the token in both', drift({ ...event, token: verificationToken }), 200, '7007:new_message:5'],
    ['of a type that nobody knows', drift({ ...event, type: 'something_new' }), 200, /^7007:something_new:/],
    [
      'with JSON of another name',
      drift(event, { ...trusted, 'content-type': 'application/vnd.drift+json; charset=utf-8' }),
      200,
      '7007:new_message:5',
    ],
    [
      'with a NUL and half a character in its text',
      drift(
        `{"orgId":7007,"type":"new_message","data":{"id":5,"conversationId":6,"body":"\\u0000 \\ud83d"}}`,
      ),
      200,
      '7007:new_message:5',
    ],
    [
      'with a key that is called __proto__',
      drift('{"orgId":7007,"type":"new_message","__proto__":{"orgId":1},"data":{"id":5,"conversationId":6}}'),
      200,
      '7007:new_message:5',
    ],
    ['of a body near the limit', drift(big(250 * 1024)), 200, '7007:new_message:5'],
  ])('%s is stored, then answered with 200', async (_name, request, code, key) => {
    const answer = await app.inject(request);
    expect([answer.statusCode, answer.json()]).toEqual([code, { ok: true }]);
    expect(await stored()).toEqual([typeof key === 'string' ? key : expect.stringMatching(key)]);
  });

  test.each<[string, Asked, number, string, RegExp]>([
    ['no token', drift(event, json), 401, 'forged_webhook', /token or signature/],
    [
      'a wrong token in the header',
      drift(event, { ...json, 'x-verification-token': 'wrong' }),
      401,
      'forged_webhook',
      /./,
    ],
    ['a wrong token in the body', drift({ ...event, token: 'wrong' }, json), 401, 'forged_webhook', /./],
    [
      'a right token in the header and a wrong one in the body',
      drift({ ...event, token: 'wrong' }),
      401,
      'forged_webhook',
      /./,
    ],
    [
      'a wrong token in the header and the right one in the body',
      drift({ ...event, token: verificationToken }, { ...json, 'x-verification-token': 'wrong' }),
      401,
      'forged_webhook',
      /./,
    ],
    [
      'a token that is a list',
      drift({ ...event, token: [verificationToken] }, json),
      401,
      'forged_webhook',
      /./,
    ],
    [
      'a wrong token and a body that is no JSON',
      drift('{', { ...json, 'x-verification-token': 'wrong' }),
      401,
      'forged_webhook',
      /./,
    ],
    ['no JSON', drift('{"orgId":'), 400, 'malformed_body', /the body is not JSON/],
    ['an empty body', drift(''), 400, 'malformed_body', /the body is not JSON/],
    ['JSON that is no object', drift('[]'), 400, 'malformed_body', /not a Drift event/],
    ['no org', drift({ type: 'new_message' }), 400, 'malformed_body', /"orgId" is missing/],
    ['no type', drift({ orgId: 7007 }), 400, 'malformed_body', /"type" is missing/],
    [
      'bottomless nesting',
      drift(`{"orgId":7007,"type":"x","data":${'['.repeat(100_000)}`),
      400,
      'malformed_body',
      /nested deeper than 64/,
    ],
    ['more than 256 KiB', drift(big(256 * 1024)), 413, 'body_too_large', /256 KiB/],
    [
      'a form',
      drift('a=b', { ...trusted, 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported_media_type',
      /JSON/,
    ],
    [
      'plain text',
      drift(JSON.stringify(event), { ...trusted, 'content-type': 'text/plain' }),
      415,
      'unsupported_media_type',
      /JSON/,
    ],
  ])(
    'with %s is refused with the reason, and nothing is stored',
    async (_name, request, code, error, message) => {
      const answer = await app.inject(request);
      expect(answer.statusCode).toBe(code);
      expect(answer.json()).toEqual({
        error: { code: error, message: expect.stringMatching(message), requestId: expect.any(String) },
      });
      expect(await stored()).toEqual([]);
    },
  );

  test('a body that is not UTF-8 is refused as malformed', async () => {
    const refusal = await inPlainNode(`
      const { parseJson } = await import('./src/web/gateway/json-body.ts');
      let result = null;
      try { parseJson(Buffer.from([0x7b, 0xff, 0x7d])); } catch (error) { result = [error.statusCode, error.message]; }
    `);
    expect(refusal).toEqual([400, 'the body is not UTF-8']);
  });

  test('the same event ten times at once has one row and ten times 200', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => app.inject(drift(event))));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(200));
    expect(await stored()).toEqual(['7007:new_message:5']);
  });

  test('the token is not stored', async () => {
    await app.inject(drift({ ...event, token: verificationToken }));
    const { rows } = await pool.query<{ all: string }>('SELECT inbox::text AS all FROM inbox');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.all).not.toContain(verificationToken);
  });

  test('a refusal repeats nothing of the body', async () => {
    const answer = await app.inject(drift({ orgId: 'ana@example.com', type: '+14155552671' }));
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toMatch(/ana@|4155552671/);
  });

  test('with a signing secret only the right HMAC of the raw body passes', async () => {
    const signing = await appWith(
      loadConfig({ SANDBOX: 'on', DRIFT_SIGNING_SECRET: signingSecret, LOG_LEVEL: 'silent' }),
    );
    const body = `  ${JSON.stringify(event)}\n`;
    const hmac = (text: string) => createHmac('sha256', signingSecret).update(text).digest('hex');
    const code = async (headers: Record<string, string>) =>
      (await signing.inject(drift(body, headers))).statusCode;
    expect(await code({ ...json, 'x-drift-signature': hmac(body) })).toBe(200);
    expect(await code({ ...json, 'x-drift-signature': hmac(body.trim()) })).toBe(401);
    expect(await code(trusted)).toBe(401);
    await signing.close();
  });
});

const sid = () => `SM${randomBytes(16).toString('hex')}`;
const text = (): [string, string][] => [
  ['MessageSid', sid()],
  ['AccountSid', accountSid],
  ['From', '+14155552671'],
  ['To', '+12025550123'],
  ['Body', 'Hé + you & me ✓'],
  ['NumMedia', '0'],
];
/** Signs as Twilio documents it: the URL, then each name with its distinct values, sorted by name. */
function sign(
  path: string,
  form: readonly (readonly [string, string])[],
  token = authToken,
  base = PUBLIC_URL,
): string {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const pairs = [...form]
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map((pair) => pair.join(''));
  return createHmac('sha1', token)
    .update(base + path + [...new Set(pairs)].join(''))
    .digest('base64');
}
const formType = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
function twilio(path: string, form: [string, string][], headers: Record<string, string> = {}): Asked {
  const payload = new URLSearchParams(form).toString();
  return {
    method: 'POST',
    url: path,
    headers: { ...formType, 'x-twilio-signature': sign(path, form), ...headers },
    payload,
  };
}
const without = (form: [string, string][], left: string) => form.filter(([name]) => name !== left);
const replaced = (form: [string, string][], name: string, value: string): [string, string][] => [
  ...without(form, name),
  [name, value],
];

const INBOUND = '/webhooks/twilio/inbound';
const STATUS = '/webhooks/twilio/status?ledger=6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c&x=a%20b';

describe('POST /webhooks/twilio/inbound', () => {
  test.each<[string, [string, string][]]>([
    ['with all that is usual', text()],
    ['with parameters that nobody knows', [...text(), ['Surprise', 'new'], ['Empty', '']]],
    ['with a name that comes more than once', [...text(), ['Twice', 'b'], ['Twice', 'a'], ['Twice', 'b']]],
    ['with a parameter called __proto__', [...text(), ['__proto__', 'polluted']]],
    ['with a parameter called constructor', [...text(), ['constructor', 'x'], ['toString', 'y']]],
    ['with an empty body', replaced(text(), 'Body', '')],
    ['with a NUL in its body', replaced(text(), 'Body', 'a\u0000b')],
    ['with emoji and line breaks', replaced(text(), 'Body', '🙂\r\n👨‍👩‍👧\n')],
    ['without a body', without(text(), 'Body')],
  ])(
    '%s is stored, and answered with an empty Response and nothing that could be texted',
    async (_name, form) => {
      const answer = await app.inject(twilio(INBOUND, form));
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^text\/xml\b/);
      expect(answer.body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
      expect(await stored()).toEqual([`${form.find(([name]) => name === 'MessageSid')?.[1] ?? ''}:received`]);
      expect(Object.prototype).not.toHaveProperty('polluted');
    },
  );

  const form = text();
  test.each<[string, Asked, number, string]>([
    ['no signature', { ...twilio(INBOUND, form), headers: formType }, 403, 'forged_text_webhook'],
    [
      'a wrong signature',
      twilio(INBOUND, form, { 'x-twilio-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
      403,
      'forged_text_webhook',
    ],
    [
      'a signature by another token',
      twilio(INBOUND, form, { 'x-twilio-signature': sign(INBOUND, form, 'other') }),
      403,
      'forged_text_webhook',
    ],
    [
      'a signature for another path',
      twilio(INBOUND, form, { 'x-twilio-signature': sign('/webhooks/twilio/status', form) }),
      403,
      'forged_text_webhook',
    ],
    [
      'a signature for the host of the request instead of PUBLIC_URL',
      twilio(INBOUND, form, {
        host: 'evil.example',
        'x-twilio-signature': sign(INBOUND, form, authToken, 'http://evil.example'),
      }),
      403,
      'forged_text_webhook',
    ],
    [
      'a signature for a forwarded host',
      twilio(INBOUND, form, {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        'x-twilio-signature': sign(INBOUND, form, authToken, 'https://evil.example'),
      }),
      403,
      'forged_text_webhook',
    ],
    [
      'a changed parameter',
      { ...twilio(INBOUND, form), payload: new URLSearchParams(replaced(form, 'Body', 'other')).toString() },
      403,
      'forged_text_webhook',
    ],
    [
      'a parameter more than was signed',
      { ...twilio(INBOUND, form), payload: `${new URLSearchParams(form).toString()}&Extra=1` },
      403,
      'forged_text_webhook',
    ],
    [
      'a __proto__ more than was signed',
      { ...twilio(INBOUND, form), payload: `${new URLSearchParams(form).toString()}&__proto__=1` },
      403,
      'forged_text_webhook',
    ],
    [
      'another account',
      twilio(INBOUND, replaced(form, 'AccountSid', `AC${'0'.repeat(32)}`)),
      403,
      'forged_text_webhook',
    ],
    ['no account', twilio(INBOUND, without(form, 'AccountSid')), 403, 'forged_text_webhook'],
    ['no SID', twilio(INBOUND, without(form, 'MessageSid')), 400, 'malformed_body'],
    ['a SID that is none', twilio(INBOUND, replaced(form, 'MessageSid', 'SM1')), 400, 'malformed_body'],
    ['no sender', twilio(INBOUND, without(form, 'From')), 400, 'malformed_body'],
    ['no recipient', twilio(INBOUND, without(form, 'To')), 400, 'malformed_body'],
    ['JSON', { ...twilio(INBOUND, form), headers: json, payload: '{}' }, 415, 'unsupported_media_type'],
    ['no content type', { method: 'POST', url: INBOUND }, 415, 'unsupported_media_type'],
    [
      'more than 256 KiB',
      twilio(INBOUND, replaced(form, 'Body', 'x'.repeat(256 * 1024))),
      413,
      'body_too_large',
    ],
  ])('with %s is refused, and nothing is stored', async (_name, request, code, error) => {
    const answer = await app.inject(request);
    expect([answer.statusCode, answer.json()]).toEqual([
      code,
      { error: expect.objectContaining({ code: error }) },
    ]);
    expect(answer.body).not.toContain('4155552671');
    expect(await stored()).toEqual([]);
  });

  test('a malformed text is told what is missing', async () => {
    const answer = await app.inject(twilio(INBOUND, without(form, 'From')));
    expect(answer.json()).toMatchObject({
      error: { message: 'parameter From is missing or malformed' },
    });
  });
});

describe('POST /webhooks/twilio/status', () => {
  const callback = (status: string, messageSid = sid()): [string, string][] => [
    ['MessageSid', messageSid],
    ['MessageStatus', status],
    ['AccountSid', accountSid],
    ['From', '+12025550123'],
    ['To', '+14155552671'],
  ];

  test('is stored with the ledger ID of its signed URL, and answered with 204 and nothing', async () => {
    const messageSid = sid();
    const answer = await app.inject(twilio(STATUS, callback('delivered', messageSid)));
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    const { rows } = await pool.query('SELECT event_key, event FROM inbox');
    expect(rows).toEqual([
      {
        event_key: `${messageSid}:delivered`,
        event: expect.objectContaining({
          status: 'delivered',
          ledgerId: '6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c',
        }),
      },
    ]);
  });

  test('each status of a text is an event of its own, however often it comes', async () => {
    const messageSid = sid();
    for (const status of ['sent', 'delivered', 'sent', 'delivered'])
      await app.inject(twilio(STATUS, callback(status, messageSid)));
    expect(await stored()).toEqual([`${messageSid}:sent`, `${messageSid}:delivered`]);
  });

  test.each<[string, Asked, number]>([
    [
      'another ledger ID than was signed',
      { ...twilio(STATUS, callback('sent')), url: STATUS.replace('6f1c0d0e', '00000000') },
      403,
    ],
    ['no signature', { ...twilio(STATUS, callback('sent')), headers: formType }, 403],
    ['no status', twilio(STATUS, without(callback('sent'), 'MessageStatus')), 400],
  ])('with %s is refused, and nothing is stored', async (_name, request, code) => {
    expect((await app.inject(request)).statusCode).toBe(code);
    expect(await stored()).toEqual([]);
  });
});

describe('everything else that is asked of the gateway', () => {
  test.each<[string, string, number]>([
    ['GET', '/webhooks/drift', 404],
    ['GET', INBOUND, 404],
    ['GET', STATUS, 404],
    ['PUT', '/webhooks/drift', 404],
    ['POST', '/webhooks/drift/', 404],
    ['POST', '/webhooks/other', 404],
    ['GET', '/', 404],
    ['POST', '/health/live', 404],
  ])('%s %s is %d, in the form of every error', async (method, url, code) => {
    const answer = await app.inject({ method, url });
    expect(answer.statusCode).toBe(code);
    expect(answer.json()).toEqual({
      error: {
        code: 'not_found',
        message: expect.any(String),
        requestId: expect.any(String),
      },
    });
  });

  test('/health/live answers as long as the process does', async () => {
    const answer = await app.inject('/health/live');
    expect([answer.statusCode, answer.json()]).toEqual([200, { live: true }]);
  });

  test('/health/ready is 503 while no worker is polling and 200 as soon as one is', async () => {
    const without_ = await app.inject('/health/ready');
    expect([without_.statusCode, without_.json()]).toMatchObject([
      503,
      { error: { code: 'not_ready', message: expect.stringContaining('no worker') } },
    ]);
    await pool.query("INSERT INTO workers (name, seen_at, oldest_call_ms) VALUES ('w', now(), 1500)");
    const with_ = await app.inject('/health/ready');
    expect([with_.statusCode, with_.json()]).toEqual([
      200,
      { ready: true, workers: 1, oldestEventSeconds: expect.any(Number), oldestCallSeconds: 1.5 },
    ]);
    await pool.query('DELETE FROM workers');
  });

  test('/health/ready is 503 while events or calls have been waiting for long, and says so', async () => {
    await pool.query("INSERT INTO workers (name, seen_at, oldest_call_ms) VALUES ('w', now(), 301000)");
    const calls = await app.inject('/health/ready');
    expect([calls.statusCode, calls.json()]).toMatchObject([
      503,
      {
        error: {
          message: expect.stringContaining('calls to Drift wait for its rate limit, the oldest for 301 s'),
        },
      },
    ]);
    expect((await app.inject('/metrics')).body).toContain('textback_limiter_oldest_seconds 301\n');
    await pool.query('UPDATE workers SET oldest_call_ms = 0');
    await app.inject(drift({ ...event }));
    await pool.query(
      "UPDATE inbox SET received_at = received_at - interval '2 minutes' WHERE outcome IS NULL",
    );
    const events = await app.inject('/health/ready');
    expect([events.statusCode, events.json()]).toMatchObject([
      503,
      { error: { message: expect.stringMatching(/events are accepted but wait, the oldest for 12\d s/) } },
    ]);
    await pool.query('DELETE FROM workers');
    await pool.query('DELETE FROM inbox');
  });

  test('/metrics counts what was stored, what came again and what was refused, by source', async () => {
    const own = await appWith();
    await own.inject(drift(event));
    await own.inject(drift(event));
    await own.inject(drift(event, json));
    await own.inject({ ...twilio(INBOUND, text()), headers: formType });
    const { body } = await own.inject('/metrics');
    for (const [labels, count] of [
      ['source="drift",result="stored"', 1],
      ['source="drift",result="duplicate"', 1],
      ['source="drift",result="forged_webhook"', 1],
      ['source="twilio",result="forged_text_webhook"', 1],
    ] as const) {
      expect(body).toContain(`textback_webhooks_total{${labels}} ${count}\n`);
    }
    expect(body).toContain('textback_inbox_waiting 1\n');
    await own.close();
  });
});

describe('/admin/conversations', () => {
  beforeAll(() =>
    pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status, visitor_name)
       VALUES (7007, 4113510502, 'evt_1', 'k', now(), now(), '+14155552671', 'usable', 'Ana')`,
    ),
  );
  const ask = (id: string, authorization?: string, from = app) =>
    from.inject({
      url: `/admin/conversations/${id}`,
      headers: authorization === undefined ? {} : { authorization },
    });

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer wrong',
    'admin-secret',
    'Basic admin-secret',
    'bearer admin-secret2',
  ])('with authorization %j says nothing, not even whether there is one', async (authorization) => {
    for (const id of ['4113510502', '1', 'x']) expect((await ask(id, authorization)).statusCode).toBe(401);
  });

  test('is off where no token is set', async () => {
    const closed = await appWith({ ...config, adminToken: null });
    for (const given of ['Bearer admin-secret', 'Bearer null', 'Bearer ', undefined]) {
      expect((await ask('4113510502', given, closed)).statusCode).toBe(401);
    }
    await closed.close();
  });

  test('with the token tells what was done, and neither number nor name of the visitor', async () => {
    const answer = await ask('4113510502', 'Bearer admin-secret');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      orgId: 7007,
      conversationId: 4113510502,
      workflowId: 'evt_1',
      state: 'waiting',
      phoneStatus: 'usable',
      texts: [],
    });
    expect(answer.body).not.toMatch(/4155552671|Ana/);
  });

  test.each(['1', '0', 'x', '-1', '1.5', '99999999999999999', "1'--", '%00'])(
    'with the token, %s is 404',
    async (id) => {
      expect((await ask(id, 'Bearer admin-secret')).statusCode).toBe(404);
    },
  );
});

describe('while a secret is being changed', () => {
  const live = {
    DRIFT_VERIFICATION_TOKEN: 'drift-new',
    TWILIO_ACCOUNT_SID: accountSid.replace(/0001$/, '0009'),
    TWILIO_AUTH_TOKEN: 'twilio-new',
    TWILIO_FROM_NUMBERS: '+12025550123',
    PUBLIC_URL,
    BUSINESS_NAME: 'Acme',
    LOG_LEVEL: 'silent',
  };
  const previous = {
    DRIFT_VERIFICATION_TOKEN_PREVIOUS: 'drift-old',
    TWILIO_AUTH_TOKEN_PREVIOUS: 'twilio-old',
  };
  const form = replaced(text(), 'AccountSid', live.TWILIO_ACCOUNT_SID);
  const cases = [
    [
      'Twilio, the new token',
      twilio(INBOUND, form, { 'x-twilio-signature': sign(INBOUND, form, 'twilio-new') }),
      200,
      200,
    ],
    [
      'Twilio, the other token',
      twilio(INBOUND, form, { 'x-twilio-signature': sign(INBOUND, form, 'twilio-old') }),
      200,
      403,
    ],
    [
      'Twilio, a third token',
      twilio(INBOUND, form, { 'x-twilio-signature': sign(INBOUND, form, 'twilio-else') }),
      403,
      403,
    ],
    ['Drift, the new token', drift(event, { ...json, 'x-verification-token': 'drift-new' }), 200, 200],
    ['Drift, the other token', drift(event, { ...json, 'x-verification-token': 'drift-old' }), 200, 401],
    ['Drift, the other token in the body', drift({ ...event, token: 'drift-old' }, json), 200, 401],
    ['Drift, a third token', drift(event, { ...json, 'x-verification-token': 'drift-else' }), 401, 401],
    ['Drift, no token', drift(event, json), 401, 401],
  ] as const;

  test('both are right, for every webhook; when the change is done only one is', async () => {
    const [during, after] = await Promise.all([
      appWith(loadConfig({ ...live, ...previous }, 'gateway')),
      appWith(loadConfig(live, 'gateway')),
    ]);
    for (const [what, asked, then, later] of cases) {
      const codes = [(await during.inject(asked)).statusCode, (await after.inject(asked)).statusCode];
      expect([what, codes]).toEqual([what, [then, later]]);
    }
    await Promise.all([during.close(), after.close()]);
  });
});
