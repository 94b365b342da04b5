import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { ask } from '../unit/support/ask.js';

describe('a website that somebody has open beside the sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());
  const portOf = (url: string) => Number(new URL(url).port);
  /** The page, its view of both simulators, and the simulators' own endpoints. */
  const places = (): [number, string, string][] => {
    const [page, drift, twilio] = [sandbox.pageUrl, sandbox.driftUrl, sandbox.twilioUrl].map(portOf) as [
      number,
      number,
      number,
    ];
    return [
      [page, 'GET', '/'],
      [page, 'GET', '/api/textback'],
      [page, 'GET', '/drift/state'],
      [page, 'GET', '/twilio/stream'],
      [page, 'POST', '/drift/reset'],
      [page, 'POST', '/nowhere'],
      [drift, 'GET', '/_sandbox/stream'],
      [drift, 'POST', '/_sandbox/reset'],
      [drift, 'GET', '/conversations/1'],
      [twilio, 'DELETE', '/_sandbox/faults'],
    ];
  };
  const statuses = (headersFor: (port: number) => Record<string, string>) =>
    Promise.all(
      places().map(
        async ([port, method, url]) =>
          (await ask(port, { method, url, headers: headersFor(port) })).statusCode,
      ),
    );

  test.each([
    'evil.test',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    'sandbox.example.com',
    '127.0.0.1@evil.test',
  ])('reaches nothing by a name of its own that leads here: %s', async (name) => {
    expect(new Set(await statuses((port) => ({ host: `${name}:${port}` })))).toEqual(new Set([421]));
  });

  test.each(['https://evil.test', 'http://localhost:3000', 'null', 'http://127.0.0.1', 'file://'])(
    'reaches nothing by a request to this machine from %s',
    async (origin) => {
      expect(new Set(await statuses(() => ({ origin })))).toEqual(new Set([403]));
    },
  );

  test.each(['cross-site', 'same-site'])('reaches nothing where the browser says %s', async (site) => {
    const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
    expect(new Set(await statuses(() => headers))).toEqual(new Set([403]));
  });

  test('leaves no trace in what the simulators have seen', () => {
    expect(sandbox.drift.ledger.entries(0)).toEqual([]);
  });

  test('may link to the page; the page, programs and containers are let in', async () => {
    const port = portOf(sandbox.pageUrl);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask(port, { url: '/', headers: link })).statusCode).toBe(200);
    for (const host of [
      `localhost:${port}`,
      `127.0.0.1:${port}`,
      `[::1]:${port}`,
      'sandbox:4000',
      'a.localhost:4000',
    ]) {
      const own = {
        host,
        origin: `http://${host}`,
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'cors',
      };
      expect([host, (await ask(port, { url: '/drift/state', headers: own })).statusCode]).toEqual([
        host,
        200,
      ]);
      expect((await ask(port, { url: '/drift/state', headers: { host } })).statusCode).toBe(200);
    }
  });
});
