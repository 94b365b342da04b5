import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { VendorError } from '../../../src/platform/errors/vendor-error.js';
import { download, type DownloadOptions } from '../../../src/vendors/twilio/download.js';
import { MediaRefused } from '../../../src/contracts/media-refusals.js';
import { listen, PNG, type Listener } from '../../records/media/support.js';

const HEX = '0123456789abcdef0123456789abcdef';
const path = `/2010-04-01/Accounts/AC${HEX}/Messages/MM${HEX}/Media/ME${HEX}`;
const basic = `Basic ${Buffer.from('user:password').toString('base64')}`;
const SIX_MB = 6 * 1024 * 1024;

const open: Listener[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

/** A server in Twilio's place: what each path answers. */
async function serve(answers: Record<string, (response: ServerResponse) => void>): Promise<Listener> {
  const listener = await listen((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer) answer(response);
    else response.writeHead(500).end();
  });
  open.push(listener);
  return listener;
}
const file =
  (bytes = PNG) =>
  (response: ServerResponse) =>
    response.end(bytes);
const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end();
const to = (location: string) => status(307, { location });

const fromTwilio = (
  api: Listener,
  more: Partial<DownloadOptions> & { hosts?: string[] } = {},
  url = api.url + path,
) =>
  download(url, {
    rules: { apiUrl: api.url, accountSid: `AC${HEX}`, hosts: more.hosts ?? ['*.twiliocdn.com'] },
    credentials: { user: 'user', password: 'password' },
    ...more,
  });
const refusal = async (got: Promise<unknown>) => {
  const error: unknown = await got.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof MediaRefused ? error.refusal : error;
};
const failure = async (got: Promise<unknown>) => {
  const error: unknown = await got.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof VendorError ? error.failure : error;
};

/** A resolver that leads every name to this machine, and the names that it was asked for. */
function namesAsked() {
  const asked: string[] = [];
  const resolve: DownloadOptions['resolve'] = (hostname, done) => {
    asked.push(hostname);
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  };
  return { asked, resolve };
}

describe('credentials', () => {
  test("go to Twilio's API and are dropped on a redirect, also to the same host", async () => {
    const api = await serve({ [path]: to('/cdn/1'), '/cdn/1': to('/cdn/2'), '/cdn/2': file() });
    expect((await fromTwilio(api)).bytes).toEqual(PNG);
    expect(api.seen).toEqual([
      { path, authorization: basic },
      { path: '/cdn/1', authorization: undefined },
      { path: '/cdn/2', authorization: undefined },
    ]);
  });

  test("never reach a host that is not Twilio's, though the URL looks like Twilio's", async () => {
    const api = await serve({ [path]: file() });
    const stranger = await serve({ [path]: file() });
    expect(await refusal(fromTwilio(api, {}, stranger.url + path))).toBe('forbidden_address');
    expect(await refusal(fromTwilio(api, {}, stranger.url.replace('//', '//api.twilio.com@') + path))).toBe(
      'forbidden_address',
    );
    expect([api.seen, stranger.seen]).toEqual([[], []]);
  });

  test("never leave for a host that is not Twilio's: its name is not even looked up", async () => {
    const api = await serve({ [path]: file() });
    const { asked, resolve } = namesAsked();
    expect(await refusal(fromTwilio(api, { resolve }, `https://evil.example${path}`))).toBe(
      'forbidden_address',
    );
    expect(asked).toEqual([]);
  });
});

describe('a redirect', () => {
  test('to a host that is not on the list is not followed', async () => {
    const stranger = await serve({ '/x': file() });
    const { asked, resolve } = namesAsked();
    for (const location of [`${stranger.url}/x`, 'https://evil.example/x']) {
      const api = await serve({ [path]: to(location) });
      expect(await refusal(fromTwilio(api, { resolve }))).toBe('forbidden_address');
    }
    expect([stranger.seen, asked]).toEqual([[], []]);
  });

  test('in the clear, out of the sandbox, is not followed', async () => {
    const api = await serve({ [path]: to('http://mms.twiliocdn.com/x') });
    expect(await refusal(fromTwilio(api))).toBe('forbidden_address');
  });

  test('to a host of the list that has become an address of this machine is not followed (DNS rebinding)', async () => {
    const api = await serve({ [path]: to('https://mms.twiliocdn.com/x') });
    const { asked, resolve } = namesAsked();
    expect(await refusal(fromTwilio(api, { resolve }))).toBe('forbidden_address');
    expect(asked).toEqual(['mms.twiliocdn.com']);
  });

  test.each(['169.254.169.254', '10.0.0.1', '::1', 'fd00::1'])(
    'to a host of the list that leads to %s is not followed',
    async (address) => {
      const api = await serve({ [path]: to('https://mms.twiliocdn.com/x') });
      const resolve: DownloadOptions['resolve'] = (_name, done) =>
        done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
      expect(await refusal(fromTwilio(api, { resolve }))).toBe('forbidden_address');
    },
  );

  test('is followed twice and not a third time', async () => {
    const api = await serve({ [path]: to('/1'), '/1': to('/2'), '/2': to('/3'), '/3': file() });
    expect(await refusal(fromTwilio(api))).toBe('too_many_redirects');
    expect(api.seen.map((one) => one.path)).toEqual([path, '/1', '/2']);
  });

  test('to nowhere is no file', async () => {
    for (const headers of [{}, { location: 'http://[' }]) {
      const api = await serve({ [path]: status(307, headers) });
      expect(await refusal(fromTwilio(api))).toBe('not_served');
    }
  });
});

test("Twilio's own host is not asked either when its name leads to an address that is not public", async () => {
  const stranger = await serve({ [path]: file() });
  const resolve: DownloadOptions['resolve'] = (_name, done) =>
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  const rules = { apiUrl: 'https://api.twilio.com', accountSid: `AC${HEX}`, hosts: [] };
  expect(await refusal(fromTwilio(stranger, { rules, resolve }, `https://api.twilio.com${path}`))).toBe(
    'forbidden_address',
  );
});

describe('a body', () => {
  test('of 6 MB is cut off at 5, also when nothing announces its length', async () => {
    let sent = 0;
    const api = await serve({
      [path]: (response) => {
        const more = () => {
          while (!response.destroyed && sent < 50 * SIX_MB) {
            sent += 65_536;
            if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more);
          }
        };
        more();
      },
    });
    expect(await refusal(fromTwilio(api))).toBe('too_large');
    expect(sent).toBeLessThan(5 * SIX_MB);
  });

  test('that is announced as too large is not read', async () => {
    const api = await serve({
      [path]: (response) => response.writeHead(200, { 'content-length': String(SIX_MB) }).write('x'),
    });
    expect(await refusal(fromTwilio(api))).toBe('too_large');
  });

  test('of exactly 5 MB is taken', async () => {
    const api = await serve({ [path]: file(Buffer.alloc(5 * 1024 * 1024, 1)) });
    expect((await fromTwilio(api)).bytes).toHaveLength(5 * 1024 * 1024);
  });

  test('that is shorter than announced is not taken for the whole', async () => {
    const api = await serve({
      [path]: (response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('x');
        setImmediate(() => response.destroy());
      },
    });
    expect(await failure(fromTwilio(api))).toBe('unavailable');
  });

  test('that trickles is given up when the time is over', async () => {
    const timers: NodeJS.Timeout[] = [];
    const api = await serve({
      [path]: (response) => void timers.push(setInterval(() => response.write('x'), 20)),
    });
    expect(await failure(fromTwilio(api, { timeoutMs: 300 }))).toBe('unavailable');
    timers.forEach(clearInterval);
  });

  test('of nothing is no file', async () => {
    const api = await serve({ [path]: file(Buffer.alloc(0)) });
    expect(await refusal(fromTwilio(api))).toBe('empty');
  });
});

describe("Twilio's refusals", () => {
  test.each([
    [401, 'unauthorized'],
    [404, 'not_found'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('%i is tried again: %s', async (code, expected) => {
    const api = await serve({ [path]: status(code) });
    expect(await failure(fromTwilio(api))).toBe(expected);
  });

  test('that are final end it', async () => {
    const api = await serve({ [path]: status(400) });
    expect(await refusal(fromTwilio(api))).toBe('not_served');
  });

  test("of the CDN's link are cured by a new one", async () => {
    const api = await serve({ [path]: to('/old'), '/old': status(403) });
    expect(await failure(fromTwilio(api))).toBe('unavailable');
  });

  test('by nobody being there are tried again', async () => {
    const api = await serve({});
    await api.close();
    expect(await failure(fromTwilio(api))).toBe('unavailable');
  });
});
