import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { Faults } from '../../sandbox/shared/faults.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Sandbox } from '../../sandbox/sandbox.js';

const { accessToken } = sandboxCredentials.drift;

describe('rules', () => {
  const kinds = (faults: Faults, method: string, path: string) =>
    faults.fire(method, path).map((rule) => rule.kind);

  test('match by method and by prefix or pattern', () => {
    const faults = new Faults();
    faults.add({ method: 'POST', route: '/conversations/:id/messages', kind: '500' });
    faults.add({ route: '/contacts', kind: '503' });
    expect(kinds(faults, 'POST', '/conversations/12/messages')).toEqual(['500']);
    expect(kinds(faults, 'GET', '/conversations/12/messages')).toEqual([]);
    expect(kinds(faults, 'POST', '/conversations/12')).toEqual([]);
    expect(kinds(faults, 'PATCH', '/contacts/5')).toEqual(['503']);
    faults.add({ id: 'all', route: '*', kind: '429' });
    expect(kinds(faults, 'GET', '/users/list')).toEqual(['429']);
    expect(faults.clear('all')).toBe(1);
    expect(kinds(faults, 'GET', '/users/list')).toEqual([]);
  });

  test('a rule with `times` fires so often and rests; every rule counts', () => {
    const faults = new Faults();
    faults.add({ id: 'twice', route: '*', kind: '500', times: 2 });
    faults.add({ id: 'after', route: '*', kind: '503' });
    expect([1, 2, 3].map(() => kinds(faults, 'GET', '/')[0])).toEqual(['500', '500', '503']);
    expect(faults.list()).toMatchObject([
      { id: 'twice', fired: 2, spent: true },
      { id: 'after', fired: 1, spent: false },
    ]);
  });

  test('latency joins another rule; of other kinds the first wins', () => {
    const faults = new Faults();
    faults.replace([
      { route: '*', kind: 'latency', latencyMs: 5 },
      { route: '*', kind: '500' },
      { route: '*', kind: '503' },
    ]);
    expect(kinds(faults, 'GET', '/')).toEqual(['latency', '500']);
  });

  test('a probability picks the same calls for the same seed', () => {
    const picks = (seed: number) => {
      const faults = new Faults();
      faults.add({ route: '*', kind: '500', probability: 0.3, seed });
      return Array.from({ length: 200 }, () => faults.fire('GET', '/').length);
    };
    const fired = picks(7).filter((count) => count === 1).length;
    expect(fired).toBeGreaterThan(30);
    expect(fired).toBeLessThan(90);
    expect(picks(7)).toEqual(picks(7));
    expect(picks(8)).not.toEqual(picks(7));
  });
});

describe('on the wire', () => {
  let sandbox: Sandbox;
  let conversationId: number;
  beforeEach(async () => {
    sandbox = await startSandbox({ drift: { rateLimit: 0 } });
    conversationId = sandbox.drift.startConversation().conversation.id;
  });
  afterEach(() => sandbox.close());

  const post = (signal?: AbortSignal) =>
    fetch(`${sandbox.driftUrl}/conversations/${conversationId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'chat', body: 'x' }),
      signal: signal ?? null,
    });
  const stored = () => sandbox.drift.messages(conversationId).length;
  const lastRequest = () => sandbox.drift.ledger.requests().at(-1);
  const control = (method: string, body?: unknown) =>
    fetch(`${sandbox.driftUrl}/_sandbox/faults`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test('429 with and without Retry-After, and no effect', async () => {
    sandbox.drift.addFault({ id: 'with', route: '*', kind: '429', retryAfterSeconds: 3, times: 1 });
    sandbox.drift.addFault({ id: 'without', route: '*', kind: '429', times: 1 });
    const first = await post();
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await first.json()).toMatchObject({ error: { type: 'rate_limit' } });
    const second = await post();
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, null]);
    expect(stored()).toBe(0);
    expect((await post()).status).toBe(200);
    expect(sandbox.drift.ledger.violations()).toEqual([]);
  });

  test('500 is Drift’s envelope, 502 is HTML, 503 may name a time, unauthorized is Drift’s refusal', async () => {
    sandbox.drift.addFault({ route: '*', kind: '500', times: 1 });
    expect(await (await post()).json()).toMatchObject({ error: { type: 'internal_error' } });
    sandbox.drift.addFault({ route: '*', kind: '502-html', times: 1 });
    const html = await post();
    expect(html.status).toBe(502);
    expect(html.headers.get('content-type')).toContain('text/html');
    expect(await html.text()).toMatch(/^<html>/);
    sandbox.drift.addFault({ route: '*', kind: '503', retryAfterSeconds: 7, times: 1 });
    expect((await post()).headers.get('retry-after')).toBe('7');
    sandbox.drift.addFault({ route: '*', kind: 'unauthorized', times: 1 });
    expect((await post()).status).toBe(401);
    expect(stored()).toBe(0);
  });

  test('latency holds the effect and the answer back', async () => {
    sandbox.drift.addFault({ route: '*', kind: 'latency', latencyMs: 80, times: 1 });
    const started = performance.now();
    await post();
    expect(performance.now() - started).toBeGreaterThan(75);
    expect(lastRequest()).toMatchObject({ status: 200, reply: 'sent', faults: ['fault-1'] });
  });

  test('reset-before: the connection breaks and nothing happened', async () => {
    sandbox.drift.addFault({ route: '*', kind: 'reset-before', times: 1 });
    await expect(post()).rejects.toThrow();
    expect(stored()).toBe(0);
    expect(lastRequest()).toMatchObject({ status: null, reply: 'lost' });
  });

  test('reset-after: the connection breaks and the message is stored', async () => {
    sandbox.drift.addFault({ route: '*', kind: 'reset-after', times: 1 });
    await expect(post()).rejects.toThrow();
    expect(stored()).toBe(1);
    expect(lastRequest()).toMatchObject({ status: 200, reply: 'lost' });
  });

  test('timeout-after: nothing is answered and the message is stored; closing does not wait for it', async () => {
    sandbox.drift.addFault({ route: '*', kind: 'timeout-after', times: 2 });
    await expect(post(AbortSignal.timeout(100))).rejects.toThrow(/timeout|aborted/);
    expect(stored()).toBe(1);
    const hanging = post().catch(() => 'cut');
    const started = performance.now();
    await new Promise<void>((resolve) => {
      const stop = sandbox.drift.onChange(() => {
        if (stored() < 2) return;
        stop();
        resolve();
      });
    });
    await sandbox.close();
    expect(await hanging).toBe('cut');
    expect(performance.now() - started).toBeLessThan(20_000);
    sandbox = await startSandbox();
  });

  test('garbage-after: a 2xx that cannot be read, and the message is stored', async () => {
    sandbox.drift.addFault({ route: '*', kind: 'garbage-after', times: 1 });
    const response = await post();
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(/JSON/);
    expect(stored()).toBe(1);
  });

  test('rules are put, listed, added and taken away over HTTP; a bad one is refused', async () => {
    expect((await control('PUT', { rules: [{ route: '*', kind: '500' }] })).status).toBe(200);
    expect((await post()).status).toBe(500);
    expect(await (await control('GET')).json()).toMatchObject({ rules: [{ kind: '500', fired: 1 }] });
    expect((await control('POST', { route: '*', kind: 'nonsense' })).status).toBe(400);
    expect(await (await control('DELETE')).json()).toEqual({ removed: 1 });
    expect((await post()).status).toBe(200);
  });

  test('the control API itself is never hit by a fault nor by the limit, and stays out of the ledger', async () => {
    sandbox.drift.addFault({ route: '*', kind: '500' });
    sandbox.drift.setSwitches({ rateLimit: 1 });
    for (let index = 0; index < 5; index += 1) expect((await control('GET')).status).toBe(200);
    expect(sandbox.drift.ledger.requests()).toEqual([]);
  });
});
