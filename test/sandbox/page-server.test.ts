import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startReceiver } from './receiver.js';
import type { Receiver } from './receiver.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Sandbox } from '../../sandbox/sandbox.js';

const ADMIN_TOKEN = 'admin-token-that-stays-on-the-server';

let sandbox: Sandbox;
let textback: Receiver;

beforeEach(async () => {
  sandbox = await startSandbox();
  textback = await startReceiver();
});
afterEach(() => Promise.all([sandbox.close(), textback.close()]));

const get = (path: string) => fetch(new URL(path, sandbox.pageUrl));

function connect(): void {
  sandbox.setTextback({
    url: textback.url,
    adminToken: ADMIN_TOKEN,
    temporalUiUrl: 'http://127.0.0.1:8233',
    namespace: 'default',
    followUpDelayMs: 15_000,
  });
}

describe('the page', () => {
  test('every answer carries a policy that lets nothing run but its own files', async () => {
    for (const path of ['/', '/app.js', '/base.css', '/api/textback', '/api/textback/conversations/1']) {
      const policy = (await get(path)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
    }
  });

  test('the HTML has no script, style or address of its own in it', async () => {
    const html = await (await get('/')).text();
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\//i);
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="app.js">']);
  });
});

describe('what the page knows of Textback', () => {
  test('with none connected it says so and names the vendors to point other code at', async () => {
    const answer = await get('/api/textback');
    expect(await answer.json()).toEqual({
      connected: false,
      firstVisitor: 0,
      health: null,
      followUpDelayMs: null,
      quietHours: null,
      temporalUiUrl: null,
      namespace: null,
      urls: { page: sandbox.pageUrl, drift: sandbox.driftUrl, twilio: sandbox.twilioUrl },
    });
    expect((await get('/api/textback/conversations/1')).status).toBe(503);
  });

  test('the admin token goes to Textback and never to the browser', async () => {
    connect();
    textback.answer((_received, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"state":"waiting"}');
    });
    const about = await get('/api/textback');
    const conversation = await get('/api/textback/conversations/4113510502');
    expect(await conversation.json()).toEqual({ state: 'waiting' });
    const asked = textback.received.find((one) => one.path === '/admin/conversations/4113510502');
    expect(asked?.headers.authorization).toBe(`Bearer ${ADMIN_TOKEN}`);
    const told = [await about.text(), ...about.headers.values(), ...conversation.headers.values()].join('\n');
    expect(told).not.toContain(ADMIN_TOKEN);
    expect(told).not.toContain(textback.url);
  });

  test('health tells ready, not ready and unreachable apart', async () => {
    connect();
    const health = async () => ((await (await get('/api/textback')).json()) as { health: string }).health;
    expect(await health()).toBe('ready');
    textback.answer((_received, response) => response.writeHead(503).end());
    expect(await health()).toBe('not_ready');
    await textback.close();
    expect(await health()).toBe('unreachable');
    textback = await startReceiver();
  });

  test('an unknown conversation is 204, a Textback that fails is 502 without its words', async () => {
    connect();
    textback.answer((_received, response) => response.writeHead(404).end());
    expect((await get('/api/textback/conversations/1')).status).toBe(204);
    textback.answer((_received, response) => response.writeHead(500).end('secret trace'));
    const failed = await get('/api/textback/conversations/1');
    expect(failed.status).toBe(502);
    expect(await failed.text()).not.toContain('secret');
  });

  test('no other path of Textback can be asked for', async () => {
    connect();
    for (const id of ['..%2F..%2Fmetrics', 'a%2Fb', '%2e%2e', 'x'.repeat(65)]) {
      const answer = await get(`/api/textback/conversations/${id}`);
      expect([400, 404]).toContain(answer.status);
    }
    expect(textback.received).toEqual([]);
  });
});
