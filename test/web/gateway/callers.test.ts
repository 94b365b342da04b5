import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limitedServer, usualLimits } from '../../../src/platform/http-server/limits.js';
import { eventually } from '../../support/eventually.js';
import { ADMIN_TOKEN, setStage, type Stage } from './stage.js';

const REQUEST_MS = 500;
const DRIP_MS = 40;
const limits = { requestMs: REQUEST_MS, checkEveryMs: 50, silentMs: 60_000, connections: 8 };

describe('callers who take their time, or come in numbers', () => {
  let stage: Stage;
  let isBeingAnswered = false;
  let finish: () => void;
  beforeAll(async () => {
    const finished = new Promise<void>((resolve) => (finish = resolve));
    stage = await setStage((app) => {
      app.get('/takes-long', async () => {
        isBeingAnswered = true;
        await finished;
        return { done: true };
      });
    }, limits);
  });
  afterAll(() => stage.close());

  function open(): Socket {
    const socket = connect(stage.port, '127.0.0.1');
    socket.on('error', () => undefined); // the gateway hangs up on them
    return socket;
  }

  /** Milliseconds until the gateway has closed the connection, and what it said before that. */
  async function untilClosed(socket: Socket): Promise<{ ms: number; said: string }> {
    let said = '';
    socket.on('data', (bytes) => (said += bytes.toString()));
    const startedAt = performance.now();
    await once(socket, 'close');
    return { ms: performance.now() - startedAt, said };
  }

  const post = 'POST /webhooks/drift HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  test.each<[string, string, string]>([
    ['says nothing', '', ''],
    ['drips its request line', '', 'POST /webhooks/drift'.repeat(50)],
    ['drips headers without end', 'GET /health/live HTTP/1.1\r\nHost: x\r\n', 'A: b\r\n'.repeat(100)],
    ['drips a body', `${post}Content-Length: 1000\r\n\r\n`, '{'.repeat(200)],
    ['drips chunks', `${post}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n{\r\n'.repeat(200)],
    ['drips a second request', 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /health/live'.repeat(50)],
  ])('a caller who %s is cut off when the time for a request is over', async (_name, head, drops) => {
    const socket = open();
    socket.write(head);
    let next = 0;
    const dripping = setInterval(() => {
      if (next < drops.length && socket.writable) socket.write(drops[next++] ?? '');
    }, DRIP_MS);
    const { ms, said } = await untilClosed(socket);
    clearInterval(dripping);
    expect(ms).toBeGreaterThan(REQUEST_MS - 100);
    expect(ms).toBeLessThan(REQUEST_MS + 1_500); // a busy machine; Node's own limits would take over a minute
    expect(said.replace(/^HTTP\/1\.1 200[^]*?\{"live":true\}/, '')).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);
  });

  test.each<[string, string, number]>([
    ['is no HTTP', 'FETCH /admin/held HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    [
      'has headers without end',
      `GET /admin/held HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ['expects what we do not do', 'POST /admin/pause HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n', 417],
    ['never ends', 'GET /admin/held HTTP/1.1\r\nHost: x\r\n', 408],
  ])('a request that %s reaches no route, and nobody keeps the answer', async (_what, bytes, status) => {
    const socket = open();
    socket.write(bytes);
    const { said } = await untilClosed(socket);
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(said).toMatch(/^cache-control: no-store\r$/im);
    expect(said).toMatch(/^x-content-type-options: nosniff\r$/im);
  });

  test('the usual limits are those that the documents name', () => {
    expect(limitedServer(usualLimits)).toMatchObject({
      requestTimeout: 10_000,
      http: { requestTimeout: 10_000, headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    });
  });

  test('more connections than the limit displace the oldest that wait for nothing, and a newcomer is heard', async () => {
    const asked = stage.ask({ url: '/takes-long' });
    await eventually('it is being answered', () => isBeingAnswered);
    const crowd = Array.from({ length: 30 }, open);
    const closed = crowd.map((socket) => once(socket, 'close').then(() => true));
    await eventually('the crowd has come', () => crowd.every(({ connecting }) => !connecting));
    expect((await stage.ask({ url: '/health/live' })).statusCode).toBe(200);
    // 8 connections: the one that is being answered, the newcomer's, and what is left of the crowd.
    await Promise.all(closed.slice(0, 20));
    finish();
    expect((await asked).json()).toEqual({ done: true });
    for (const socket of crowd) socket.destroy();
  });
});

describe('what a stranger can cause', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  test('forged webhooks have one log line for each source and code, and are counted', async () => {
    const forge = (url: string, type: string) =>
      stage.ask({ method: 'POST', url, headers: { 'content-type': type }, payload: '{}' });
    for (let i = 0; i < 20; i += 1) {
      await forge('/webhooks/drift', 'application/json');
      await forge('/webhooks/twilio/inbound', 'application/x-www-form-urlencoded');
      await forge('/webhooks/twilio/status', 'application/x-www-form-urlencoded');
    }
    await forge('/webhooks/twilio/status', 'text/plain');
    const refused = stage.log().filter(({ msg }) => msg === 'webhook refused');
    expect(refused.map(({ source, code, times }) => [source, code, times])).toEqual([
      ['drift', 'forged_webhook', 1],
      ['twilio', 'forged_text_webhook', 1],
      ['twilio', 'unsupported_media_type', 1],
    ]);
    const { body } = await stage.ask({ url: '/metrics' });
    expect(body).toContain('textback_webhooks_total{source="drift",result="forged_webhook"} 20');
    expect(body).toContain('textback_webhooks_total{source="twilio",result="forged_text_webhook"} 40');
  });

  const right = { authorization: `Bearer ${ADMIN_TOKEN}` };
  test.each<[string, string, Record<string, string>, number]>([
    ['GET', '/admin/held', right, 200],
    ['HEAD', '/admin/held', right, 200],
    ['GET', '/admin/openapi.json', right, 200],
    ['GET', '/admin/held?before=x', right, 400],
    ['GET', '/admin/conversations/1', right, 404],
    ['GET', '/admin/nothing', right, 404],
    ['DELETE', '/admin/held', right, 404],
    ['POST', '/admin/pause', right, 400],
    ['GET', '/admin/held', {}, 401],
    ['GET', '/admin/nothing', {}, 404],
    ['GET', '/admin/%zz', right, 400],
    ['GET', `/admin/${'x'.repeat(5_000)}`, right, 404],
    ['GET', '/health/live', {}, 200],
    ['GET', '/metrics', {}, 200],
    ['GET', '/nowhere', {}, 404],
  ])('%s %s is answered so that nobody keeps or guesses at it', async (method, url, headers, status) => {
    const answer = await stage.ask({ method, url, headers });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });
});
