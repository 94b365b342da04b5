import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { startGateway, type Gateway } from '../../../src/web/gateway/gateway.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { Asker } from '../console/support.js';

const ADMIN_TOKEN = 'listeners-admin-token-of-32-characters';
const internal = [
  '/admin/held',
  '/admin/openapi.json',
  '/admin/nothing',
  '/console',
  '/console/sign-in',
  '/metrics',
];

describe('with ADMIN_PORT', () => {
  let database: TestDatabase;
  let gateway: Gateway;
  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = { SANDBOX: 'on', PORT: '0', ADMIN_PORT: '0', ADMIN_TOKEN, LOG_LEVEL: 'silent' };
    gateway = await startGateway(loadConfig(environment), database.url);
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
  });
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const status = async (base: string, path: string, init: RequestInit = {}) =>
    (await fetch(base + path, { headers, redirect: 'manual', ...init })).status;

  test.each(internal)(
    'the public listener knows nothing of %s, with any method, token or spelling',
    async (path) => {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'])
        expect([method, await status(gateway.url, path, { method })]).toEqual([method, 404]);
      for (const spelt of [
        `/${path}`,
        path.toUpperCase(),
        path.replace(/^\/(.)/, (_, c: string) => `/%${c.charCodeAt(0).toString(16)}`),
      ])
        expect([spelt, await status(gateway.url, spelt)]).toEqual([spelt, 404]);
    },
  );

  test('the other listener has them, and takes no webhook', async () => {
    const seen = await Promise.all(internal.map((path) => status(gateway.adminUrl, path)));
    expect(seen).toEqual([200, 200, 404, 303, 200, 200]);
    for (const path of ['/webhooks/drift', '/webhooks/twilio/inbound', '/webhooks/twilio/status'])
      expect(await status(gateway.adminUrl, path, { method: 'POST' })).toBe(404);
  });

  test('vendors and visitors find theirs on the public one, and health is on both', async () => {
    expect(await status(gateway.url, '/webhooks/drift', { method: 'POST', body: '{}' })).toBe(415); // not JSON by its type
    expect(
      await status(gateway.url, '/webhooks/twilio/inbound', { method: 'POST', body: new URLSearchParams() }),
    ).toBe(403);
    expect(await status(gateway.url, '/media/00000000-0000-4000-8000-000000000000')).toBe(403);
    for (const base of [gateway.url, gateway.adminUrl]) {
      expect(await status(base, '/health/live')).toBe(200);
      expect(await status(base, '/health/ready')).toBe(503); // no worker polls here
    }
  });

  test('it listens on this machine only, and an operator signs in there by http', async () => {
    expect(new URL(gateway.adminUrl).hostname).toBe('127.0.0.1');
    const operator = new Asker(gateway.adminUrl);
    const seen = await operator.signIn('Nadia', ADMIN_TOKEN);
    expect([seen.status, seen.headers.getSetCookie().join()]).toEqual([
      303,
      expect.not.stringContaining('Secure'),
    ]);
    expect((await operator.get('/console')).status).toBe(200);
    const description = await (await fetch(`${gateway.adminUrl}/admin/openapi.json`, { headers })).json();
    expect(description).toMatchObject({ servers: [{ url: gateway.adminUrl }] });
  });

  test('a port that is taken stops the start, and nothing is left listening', async () => {
    const { port } = new URL(gateway.adminUrl);
    const environment = { SANDBOX: 'on', PORT: '0', ADMIN_PORT: port, LOG_LEVEL: 'silent' };
    await expect(startGateway(loadConfig(environment), database.url)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
