import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OauthError } from '../../../../src/platform/errors/oauth-error.js';
import { createDriftOauth } from '../../../../src/vendors/drift/oauth.js';

const SECRET = 'hunter2-client-secret';
const REFRESH = 'hunter2-refresh-token';

interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let base: string;
let seen: Seen[];
let reply: (response: ServerResponse, request: IncomingMessage) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      reply(response, request);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
});

const oauth = (at = base) =>
  createDriftOauth({
    clientId: 'the-app',
    clientSecret: SECRET,
    authorizeUrl: 'https://dev.drift.example/authorize',
    tokenUrl: `${at}/oauth2/token`,
    apiUrl: at,
    redirectUri: () => 'https://textback.example/oauth/drift/callback',
    timeoutMs: 300,
  });
const says = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  reply = (response) =>
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
};
const errorOf = async (call: Promise<unknown>): Promise<OauthError> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OauthError)) throw new Error(`no OauthError: ${String(error)}`);
  return error;
};

describe('a token answer of Drift', () => {
  const good = { access_token: 'a', refresh_token: 'r', expires_in: 7200, token_type: 'bearer', orgId: 7007 };
  const read = { accessToken: 'a', refreshToken: 'r', lifeMs: 7_200_000, orgId: 7007 };

  test.each<[string, unknown, object]>([
    ['as documented', good, read],
    ['without token_type', { ...good, token_type: undefined }, read],
    ['in camelCase', { accessToken: 'a', refreshToken: 'r', expiresIn: 7200, orgId: 7007 }, read],
    ['whose org is text', { ...good, orgId: '7007' }, read],
    ['without orgId', { ...good, orgId: undefined }, { ...read, orgId: null }],
    [
      'that names the org as token_info does',
      { ...good, orgId: undefined, authenticated_userid: 'orgId:7007' },
      read,
    ],
    ['without a new refresh token', { ...good, refresh_token: undefined }, { ...read, refreshToken: null }],
    ['whose life is in milliseconds', { ...good, expires_in: 7_200_000 }, read],
    ['whose life is text', { ...good, expires_in: '7200' }, read],
    ['that lives five minutes', { ...good, expires_in: 300 }, { ...read, lifeMs: 300_000 }],
    ['without a life', { ...good, expires_in: undefined }, read],
    ['with an absurd life', { ...good, expires_in: -5 }, read],
    ['with a life of zero', { ...good, expires_in: 0 }, read],
  ])('%s is read', async (_what, body, expected) => {
    says(200, body, { 'content-type': 'text/plain' });
    expect(await oauth().refresh(REFRESH)).toEqual(expected);
  });

  test('is asked for by a form with the secret in its body, never in a URL or a header', async () => {
    says(200, good);
    await oauth().refresh(REFRESH);
    await oauth().exchangeCode('the-code');
    const client = { client_id: 'the-app', client_secret: SECRET };
    expect(seen.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      { ...client, grant_type: 'refresh_token', refresh_token: REFRESH },
      {
        ...client,
        grant_type: 'authorization_code',
        code: 'the-code',
        redirect_uri: 'https://textback.example/oauth/drift/callback',
      },
    ]);
    expect(seen.map(({ url }) => url)).toEqual(['/oauth2/token', '/oauth2/token']);
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(JSON.stringify(seen.map(({ headers }) => headers))).not.toContain('hunter2');
  });
});

describe('a token request that fails says whether the grant is dead, the answer lost, or nothing was done', () => {
  const nested = (type: string) => ({
    error: { type, message: 'The access token is invalid or has expired' },
  });
  test.each<[string, number, unknown, OauthError['failure']]>([
    ['invalid_grant', 400, { error: 'invalid_grant', error_description: 'x' }, 'refused'],
    ['invalid_grant by 401', 401, { error: 'invalid_grant' }, 'refused'],
    ['a nested authentication_error by 401', 401, nested('authentication_error'), 'refused'],
    ['a nested authentication_error by 403', 403, nested('authentication_error'), 'refused'],
    ['a list of errors', 400, { errors: [{ type: 'validation_error', message: 'x' }] }, 'refused'],
    ['an unknown client', 401, { error: 'invalid_client' }, 'misconfigured'],
    [
      'a wrong client secret, in words',
      401,
      { error: { type: 'authentication_error', message: 'bad client secret' } },
      'misconfigured',
    ],
    ['a wrong address', 404, nested('not_found'), 'misconfigured'],
    ['a redirect', 302, '', 'misconfigured'],
    ['a gateway that refuses in HTML', 403, '<html>no</html>', 'answer_lost'],
    ['502 in HTML', 502, '<html>Bad Gateway</html>', 'answer_lost'],
    ['500 in JSON', 500, nested('internal_error'), 'answer_lost'],
    ['503', 503, '', 'answer_lost'],
    ['409', 409, {}, 'answer_lost'],
    ['200 that is no JSON', 200, '{"access_token": "a', 'answer_lost'],
    ['200 without a token', 200, { ok: true }, 'answer_lost'],
    ['200 with an empty token', 200, { access_token: '' }, 'answer_lost'],
    ['429', 429, nested('rate_limit'), 'throttled'],
  ])('%s', async (_what, status, body, failure) => {
    says(status, body, { 'retry-after': '7' });
    const error = await errorOf(oauth().refresh(REFRESH));
    expect([error.failure, error.code]).toEqual([failure, `oauth_${failure}`]);
    if (failure === 'throttled') expect(error.retryAfterMs).toBe(7_000);
    expect(seen).toHaveLength(1); // never repeated by itself
  });

  test('no answer in time, a broken connection and a cut answer are lost answers', async () => {
    reply = () => undefined;
    expect(await errorOf(oauth().refresh(REFRESH))).toMatchObject({ failure: 'answer_lost' });
    reply = (_response, request) => request.socket.destroy();
    expect(await errorOf(oauth().refresh(REFRESH))).toMatchObject({ failure: 'answer_lost' });
    reply = (response, request) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('{"access_token":"a","refresh_token":"r"}');
      setTimeout(() => request.socket.destroy(), 20);
    };
    expect(await errorOf(oauth().refresh(REFRESH))).toMatchObject({ failure: 'answer_lost' });
    reply = (response) => response.writeHead(200).end('x'.repeat(70_000));
    expect(await errorOf(oauth().refresh(REFRESH))).toMatchObject({ failure: 'answer_lost' });
  });

  test('without a connection nothing was sent: refused, a name that does not exist, a TLS handshake that fails', async () => {
    for (const at of ['http://127.0.0.1:1', 'http://does-not-exist.invalid', base.replace('http:', 'https:')])
      expect([at, (await errorOf(oauth(at).refresh(REFRESH))).failure]).toEqual([at, 'not_sent']);
    expect(seen).toEqual([]);
  });

  test('holds no secret, whatever the vendor answers', async () => {
    const echo = {
      error: { type: `x ${SECRET}`, message: `${REFRESH} ${SECRET}` },
      error_description: REFRESH,
    };
    for (const status of [200, 400, 401, 404, 429, 500]) {
      says(status, echo);
      for (const call of [oauth().refresh(REFRESH), oauth().tokenInfo(REFRESH)]) {
        const error = await errorOf(call);
        expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('hunter2');
      }
    }
    says(500, echo);
    const error = await errorOf(oauth().uninstall(REFRESH));
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });
});

describe('token_info and uninstall', () => {
  test.each<[string, object, object]>([
    [
      'as documented',
      { authenticated_userid: 'orgId:7007', scope: 'contact_read  user_read', expires_in: 7_200_000 },
      { orgId: 7007, scopes: ['contact_read', 'user_read'], lifeMs: 7_200_000 },
    ],
    [
      'of a private app',
      { authenticated_userid: 'orgId:7007', scope: '', expires_in: 0 },
      { orgId: 7007, scopes: [], lifeMs: null },
    ],
    [
      'in data, with a list of scopes',
      { data: { authenticated_userid: 'orgId:7007', scope: ['user_read'], expires_in: 7200 } },
      { orgId: 7007, scopes: ['user_read'], lifeMs: 7_200_000 },
    ],
  ])('token_info %s is read', async (_what, body, expected) => {
    says(200, body);
    expect(await oauth().tokenInfo('at')).toEqual(expected);
    expect(seen[0]).toMatchObject({ url: '/app/token_info', body: '{"access_token":"at"}' });
    expect(seen[0]?.headers.authorization).toBe('Bearer at');
  });

  test('uninstall carries client and secret in its query, as Drift wants it, and a dead token is `refused`', async () => {
    says(200, { result: 'OK', ok: true });
    await oauth().uninstall('at');
    expect(seen[0]?.url).toBe(`/app/uninstall?clientId=the-app&clientSecret=${SECRET}`);
    says(401, { error: { type: 'authentication_error' } });
    expect(await errorOf(oauth().uninstall('at'))).toMatchObject({ failure: 'refused' });
  });
});

describe('the way to Drift and back', () => {
  test('the authorize URL holds no scope and the fixed redirect', () => {
    const url = new URL(oauth().authorizeUrl('st/a?te&'));
    expect(url.origin + url.pathname).toBe('https://dev.drift.example/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'the-app',
      redirect_uri: 'https://textback.example/oauth/drift/callback',
      state: 'st/a?te&',
    });
  });

  test.each<[string, object]>([
    ['?code=c1&state=s1', { kind: 'approved', code: 'c1', state: 's1' }],
    ['code=c1?state=s1', { kind: 'approved', code: 'c1', state: 's1' }], // as the sample in Drift's docs
    ['?state=s1&code=c%2B1%3F', { kind: 'approved', code: 'c+1?', state: 's1' }],
    ['?code=c1&code=c1&state=s1', { kind: 'approved', code: 'c1', state: 's1' }],
    ['?code=c1&code=c2&state=s1', { kind: 'malformed' }],
    ['?code=c1&state=s1?state=s2', { kind: 'malformed' }],
    ['?code=c1', { kind: 'malformed' }],
    ['', { kind: 'malformed' }],
    [`?code=${'c'.repeat(3_000)}&state=s1`, { kind: 'malformed' }],
    ['?error=access_denied&state=s1', { kind: 'denied', error: 'access_denied', state: 's1' }],
    ['?error=access_denied?state=s1', { kind: 'denied', error: 'access_denied', state: 's1' }],
    ['?error=%3Cscript%3E&state=s1', { kind: 'denied', error: 'unknown', state: 's1' }],
    ['?error=access_denied', { kind: 'denied', error: 'access_denied', state: null }],
    ['?error=x&code=c1&state=s1', { kind: 'denied', error: 'x', state: 's1' }],
    ['?state=s1', { kind: 'denied', error: 'no_code', state: 's1' }],
    ['?code=&state=s1', { kind: 'denied', error: 'no_code', state: 's1' }],
  ])('the callback %s', (query, expected) => {
    expect(oauth().readCallback(query)).toEqual(expected);
  });
});
