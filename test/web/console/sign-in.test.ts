import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../../unit/support/ask.js';
import {
  ADMIN_TOKEN,
  Asker,
  hiddenFields,
  putConversation,
  startConsole,
  type ConsoleUnderTest,
} from './support.js';

const CONVERSATION = 4113510502;
const pages = [
  '/console',
  '/console/conversations',
  '/console/conversations/rows',
  `/console/conversations/${CONVERSATION}`,
  `/console/conversations/${CONVERSATION}/history.json`,
  '/console/held',
  '/console/parked',
  '/console/audit',
  '/console/sending',
  '/console/people',
];
const posts = [
  '/console/conversations/search',
  `/console/conversations/${CONVERSATION}/reprocess`,
  '/console/events/1/reprocess',
  '/console/events/1/put-aside',
  '/console/sends/6f0e7f3e-1f55-4d9f-8b1b-0a3c6e1c2b11/redrive',
  '/console/sending/pause',
  '/console/sending/resume',
  '/console/people/7007/invitations',
  '/console/people/7007/5/remove',
];

describe('nobody gets into the console without the admin token', () => {
  let console_: ConsoleUnderTest;
  beforeAll(async () => {
    console_ = await startConsole();
    await putConversation(console_.pool, { id: CONVERSATION, reason: 'no_phone' });
  });
  afterAll(() => console_.close());
  const asker = () => new Asker(console_.url);

  test.each(pages)('%s leads to the sign-in, and says nothing', async (path) => {
    const seen = await asker().get(path);
    expect(seen.status).toBe(303);
    expect(seen.location).toBe(`/console/sign-in?next=${encodeURIComponent(path)}`);
    expect(seen.body).toBe('');
  });

  test.each(posts)('a form sent to %s changes nothing and leads to the sign-in', async (path) => {
    const seen = await asker().post(path, { requestId: 'made-up', q: '1', org: '', why: 'x', how: 'look' });
    expect([303, 403]).toContain(seen.status);
    expect(seen.location ?? '/console/sign-in').toBe('/console/sign-in');
    const { rows } = await console_.pool.query('SELECT FROM audit_log');
    expect(rows).toHaveLength(0);
  });

  test('the right token lets in, to the page that was asked for', async () => {
    const operator = asker();
    const path = `/console/conversations/${CONVERSATION}`;
    const seen = await operator.submit(
      `/console/sign-in?next=${encodeURIComponent(path)}`,
      '/console/sign-in',
      {
        name: 'Nadia',
        token: ADMIN_TOKEN,
      },
    );
    expect(seen).toMatchObject({ status: 303, location: path });
    for (const page of pages.filter((one) => !one.endsWith('.json')))
      expect((await operator.get(page)).status).toBe(200);
    expect((await operator.get('/console')).body).toContain('Nadia');
  });

  test.each([
    'https://evil.test/',
    '//evil.test',
    '/console//evil.test',
    '/webhooks/drift',
    '/console/\\evil',
    'javascript:x',
  ])('the sign-in leads nowhere but into the console: %s', async (next) => {
    const operator = asker();
    const path = `/console/sign-in?next=${encodeURIComponent(next)}`;
    expect(
      await operator.submit(path, '/console/sign-in', { name: 'N', token: ADMIN_TOKEN, next }),
    ).toMatchObject({
      status: 303,
      location: '/console',
    });
  });

  test('the session cookie is for the console alone, out of reach of scripts and other sites, and ends after 12 hours', async () => {
    const operator = asker();
    const { headers } = await operator.signIn();
    const cookie = headers.getSetCookie().find((line) => line.startsWith('textback_console=')) ?? '';
    expect(cookie).toContain('Path=/console');
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Max-Age=43200');
    expect(cookie).not.toContain('Secure'); // no https here; see below
    expect(cookie).not.toContain(ADMIN_TOKEN);
  });

  test('the session is in PostgreSQL, where it gives nothing away, and ends there', async () => {
    const operator = asker();
    await operator.signIn('Petra');
    const cookie = operator.cookies.get('textback_console') ?? '';
    const { rows } = await console_.pool.query<{ row: string }>(
      `SELECT s::text AS row FROM console_sessions s WHERE operator = 'Petra'`,
    );
    expect(rows).toHaveLength(1);
    for (const form of [
      cookie,
      Buffer.from(cookie).toString('hex'),
      Buffer.from(cookie, 'base64url').toString('hex'),
    ])
      expect(rows[0]?.row).not.toContain(form);
    await console_.pool.query(`UPDATE console_sessions SET expires_at = now() WHERE operator = 'Petra'`);
    expect((await operator.get('/console')).status).toBe(303);
    await asker().signIn('Quentin'); // takes away what is over
    const left = await console_.pool.query(`SELECT FROM console_sessions WHERE operator = 'Petra'`);
    expect(left.rowCount).toBe(0);
  });

  test('a cookie that nobody was given is worth nothing', async () => {
    const operator = asker();
    await operator.signIn();
    const genuine = operator.cookies.get('textback_console') ?? '';
    const changed = (genuine.startsWith('A') ? 'B' : 'A') + genuine.slice(1);
    const old = `${Buffer.from(JSON.stringify({ name: 'root', until: 9e15 })).toString('base64url')}.mac`;
    for (const cookie of [changed, `${genuine}A`, genuine.slice(0, -1), old, '.', 'x', "' OR true --"]) {
      operator.cookies.set('textback_console', encodeURIComponent(cookie));
      expect((await operator.get('/console')).status).toBe(303);
    }
  });

  test('signed out, the browser has no session any more', async () => {
    const operator = asker();
    await operator.signIn();
    expect(await operator.submit('/console', '/console/sign-out')).toMatchObject({
      location: '/console/sign-in',
    });
    expect((await operator.get('/console')).status).toBe(303);
  });

  test('a form without the page’s token, or with one of another operator, changes nothing', async () => {
    const [nadia, omar] = [asker(), asker()];
    await nadia.signIn('Nadia');
    await omar.signIn('Omar');
    const action = '/console/sending/pause';
    const fields = { requestId: 'csrf-1', org: '', why: 'forged' };
    expect((await nadia.post(action, fields)).status).toBe(403);
    const other = /name="_csrf" value="([^"]+)"/.exec((await omar.get('/console/sending')).body)?.[1] ?? '';
    expect((await nadia.post(action, { ...fields, _csrf: other })).status).toBe(403);
    expect((await console_.pool.query('SELECT FROM pauses')).rowCount).toBe(0);
    expect((await nadia.submit('/console/sending', action, { why: 'mine' })).status).toBe(303);
    expect((await console_.pool.query('SELECT FROM pauses')).rowCount).toBe(1);
    expect((await nadia.submit('/console/sending', '/console/sending/resume')).location).toContain(
      'done=resumed',
    );
  });

  test('a form of the operator before, in the same browser, changes nothing in the name of the next', async () => {
    const browser = asker();
    await browser.signIn('Nadia');
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get('/console/sending')).body)?.[1] ?? '';
    await browser.submit('/console', '/console/sign-out');
    await browser.signIn('Omar');
    const form = { _csrf: csrf, requestId: 'csrf-2', org: '', why: 'left behind' };
    expect((await browser.post('/console/sending/pause', form)).status).toBe(403);
    expect((await console_.pool.query('SELECT FROM pauses')).rowCount).toBe(0);
  });

  test('what is done is written down under the name of the sign-in; the same form sent twice is done once', async () => {
    const operator = asker();
    await operator.signIn('Omar Ü.');
    const { body } = await operator.get('/console/sending');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const form = { _csrf: csrf, requestId: 'twice-1', org: '', why: 'Twilio is down' };
    expect((await operator.post('/console/sending/pause', form)).location).toBe(
      '/console/sending?done=paused',
    );
    expect((await operator.post('/console/sending/pause', form)).location).toBe(
      '/console/sending?done=paused&again=1',
    );
    const { rows } = await console_.pool.query(
      "SELECT operator, via FROM audit_log WHERE request_id = 'twice-1'",
    );
    expect(rows).toEqual([{ operator: 'Omar Ü.', via: 'console' }]);
    for (const page of pages.filter((one) => !one.endsWith('.json') && !one.endsWith('/rows')))
      expect((await operator.get(page)).body).toContain('Sending is paused everywhere.');
    await operator.submit('/console', '/console/sending/resume');
  });

  test('every answer forbids scripts and styles of anybody else, frames, referrers and being kept', async () => {
    const operator = asker();
    const signIn = await operator.get('/console/sign-in');
    await operator.signIn();
    const missing = await operator.get('/console/nowhere');
    expect(missing.status).toBe(404);
    for (const { headers, body } of [
      signIn,
      missing,
      ...(await Promise.all(pages.map((page) => operator.get(page)))),
    ]) {
      const policy = headers.get('content-security-policy') ?? '';
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ])
        expect(policy).toContain(part);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src="\/console\/assets\/)/i);
    }
  });

  test('the webhooks beside it are as they were: raw bodies, no cookies, no policy of pages', async () => {
    const answer = await fetch(`${console_.url}/webhooks/twilio/inbound`, {
      method: 'POST',
      body: new URLSearchParams({ Body: 'x' }),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-security-policy')).toBeNull();
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await fetch(`${console_.url}/nowhere`)).headers.get('content-type')).toContain(
      'application/json',
    );
  });
});

describe('several gateways of one installation', () => {
  const other = 'another-admin-token-of-32-characters-or-more';
  let first: ConsoleUnderTest;
  let second: ConsoleUnderTest;
  let later: ConsoleUnderTest;
  let elsewhere: ConsoleUnderTest;
  beforeAll(async () => {
    first = await startConsole();
    second = await startConsole({ beside: first });
    later = await startConsole({ beside: first, environment: { ADMIN_TOKEN: other } });
    elsewhere = await startConsole();
    // Test databases are copies of one that was migrated once; other installations are not.
    await elsewhere.pool.query(
      'UPDATE console_key SET key = gen_random_uuid()::text || gen_random_uuid()::text',
    );
  });
  afterAll(() => Promise.all([first, second, later, elsewhere].map((one) => one.close())));

  /** The same browser, sent to another gateway by a load balancer, or somebody with a copy of its cookies. */
  function copyOf(asker: Asker, { url }: ConsoleUnderTest): Asker {
    const copy = new Asker(url);
    for (const [name, value] of asker.cookies) copy.cookies.set(name, value);
    return copy;
  }

  test('one session is good at all of them, and signed out it is good at none, for nobody who kept the cookie', async () => {
    const operator = new Asker(first.url);
    await operator.signIn();
    const [here, there] = [copyOf(operator, first), copyOf(operator, second)];
    expect((await there.get('/console')).status).toBe(200);
    expect((await operator.submit('/console', '/console/sign-out')).status).toBe(303);
    expect((await here.get('/console')).status).toBe(303);
    expect((await there.get('/console')).status).toBe(303);
  });

  test('a sign-out ends one session and no other, of the same person neither', async () => {
    const [laptop, phone] = [new Asker(first.url), new Asker(first.url)];
    await laptop.signIn('Nadia');
    await phone.signIn('Nadia');
    await laptop.submit('/console', '/console/sign-out');
    expect((await phone.get('/console')).status).toBe(200);
  });

  test('a new sign-in over an old one ends the old one', async () => {
    const operator = new Asker(first.url);
    await operator.signIn();
    const before = copyOf(operator, first);
    const page = (await new Asker(first.url).get('/console/sign-in')).body;
    expect(page).toContain('Sign in');
    await operator.submit('/console', '/console/sign-out');
    await operator.signIn();
    expect((await before.get('/console')).status).toBe(303);
    expect((await operator.get('/console')).status).toBe(200);
  });

  test('another ADMIN_TOKEN ends every session', async () => {
    const operator = new Asker(first.url);
    await operator.signIn();
    expect((await copyOf(operator, later).get('/console')).status).toBe(303);
  });

  test('what a stranger is given is signed with the key of the installation, whatever the admin token', async () => {
    // The form of one gateway, sent to another with a wrong token: 401 tells that the form passed, 403 that it did not.
    const sentTo = async (to: ConsoleUnderTest) => {
      const asker = new Asker(first.url);
      const { body } = await asker.get('/console/sign-in');
      const fields = hiddenFields(body, '/console/sign-in');
      const { status } = await copyOf(asker, to).post('/console/sign-in', {
        ...fields,
        name: 'N',
        token: 'no',
      });
      return status;
    };
    expect(await sentTo(second)).toBe(401);
    expect(await sentTo(later)).toBe(401);
    expect(await sentTo(elsewhere)).toBe(403);
  });
});

describe('wrong tokens', () => {
  let console_: ConsoleUnderTest;
  beforeAll(async () => {
    console_ = await startConsole();
  });
  afterAll(() => console_.close());
  const bearer = (token: string) =>
    fetch(`${console_.url}/admin/held`, { headers: { authorization: `Bearer ${token}` } });

  test('are slowed down for console and admin API together, and the right one is never stopped', async () => {
    const page = new Asker(console_.url);
    const signIns = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => new Asker(console_.url).signIn('N', `wrong-${n}`)),
    );
    expect(signIns.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(signIns[0]?.body).toContain('That is not the admin token.');
    const calls = [];
    for (let n = 0; n < 200; n += 1) calls.push(await bearer(`wrong-${n}`));
    expect(new Set(calls.slice(0, 15).map(({ status }) => status))).toEqual(new Set([401]));
    expect(new Set(calls.slice(15).map(({ status }) => status))).toEqual(new Set([429]));
    expect(Number(calls.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);

    const late = await new Asker(console_.url).signIn('N', 'wrong-again');
    expect([late.status, late.headers.has('retry-after')]).toEqual([429, true]);
    expect(late.body).toContain('the right one always works');
    expect((await page.signIn()).status).toBe(303);
    expect((await page.get('/console')).status).toBe(200);
    expect((await bearer(ADMIN_TOKEN)).status).toBe(200);
  });

  test('are counted, and logged with a masked source, not each and without the token', async () => {
    const { body } = await new Asker(console_.url).get('/metrics');
    expect(body).toContain('textback_wrong_admin_tokens_total{entrance="console"} 6');
    expect(body).toContain('textback_wrong_admin_tokens_total{entrance="admin"} 200');
    const lines = console_
      .log()
      .split('\n')
      .filter((line) => line.includes('wrong admin token'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      ['console', 'admin'].map((entrance): unknown =>
        expect.objectContaining({ code: 'unauthorized', entrance, source: '127.0.0.0/24', times: 1 }),
      ),
    );
    expect(console_.log()).not.toMatch(/wrong-\d|wrong-again/);
  });
});

/** Sandbox and https do not go together. */
const live = {
  DRIFT_ACCESS_TOKEN: 'token',
  DRIFT_VERIFICATION_TOKEN: 'token',
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM_NUMBERS: '+12025550123',
  PUBLIC_URL: 'https://textback.example.com',
  BUSINESS_NAME: 'Acme',
};

test('opened by http although its address is https, it says what is wrong, before and after the form is sent', async () => {
  const console_ = await startConsole({ environment: { ...live, ADMIN_URL: 'https://ops.example.com' } });
  try {
    const asker = new Asker(console_.url);
    const { body } = await asker.get('/console/sign-in');
    expect(body).toContain('If your address bar says http');
    expect(body).toContain('open https://ops.example.com/console');
    const fields = hiddenFields(body, '/console/sign-in');
    asker.cookies.clear(); // as a browser does with cookies that are for https only
    const seen = await asker.post('/console/sign-in', { ...fields, name: 'N', token: ADMIN_TOKEN });
    expect(seen.status).toBe(403);
    expect(seen.body).toContain('for https only');
    expect(seen.body).toContain('ADMIN_PORT');
    const { port } = new URL(console_.url);
    const byProxy = (headers: Record<string, string>) =>
      ask(Number(port), { url: '/console/sign-in', headers }).then((answer) => answer.body);
    for (const headers of [{ host: 'ops.example.com' }, { host: 'x', 'x-forwarded-proto': 'https' }])
      expect(await byProxy(headers)).not.toContain('address bar');
  } finally {
    await console_.close();
  }
});

test('reached by https, its cookies are never sent by http', async () => {
  const console_ = await startConsole({ environment: live });
  try {
    const asker = new Asker(console_.url);
    const first = await asker.get('/console/sign-in');
    const { headers } = await asker.signIn();
    const cookies = [...first.headers.getSetCookie(), ...headers.getSetCookie()];
    expect(cookies.length).toBeGreaterThanOrEqual(2);
    for (const cookie of cookies) expect(cookie).toContain('Secure');
  } finally {
    await console_.close();
  }
});

test('without ADMIN_TOKEN there is no console, and the page says how to turn it on', async () => {
  const console_ = await startConsole({ environment: { ...live, ADMIN_TOKEN: '' } });
  try {
    const asker = new Asker(console_.url);
    for (const path of ['/console', '/console/', '/console/sign-in', '/console/conversations']) {
      const seen = await asker.get(path);
      expect(seen.status).toBe(404);
      expect(seen.body).toContain('Set ADMIN_TOKEN');
    }
    expect((await asker.post('/console/sign-in', { name: 'N', token: '' })).status).toBe(404);
  } finally {
    await console_.close();
  }
});

describe('a request that makes no sense, and a page that cannot be made, are answered with a page', () => {
  let console_: ConsoleUnderTest;
  let operator: Asker;
  beforeAll(async () => {
    console_ = await startConsole();
    operator = new Asker(console_.url);
    await operator.signIn();
  });
  afterAll(() => console_.close());

  test.each<[string, RequestInit, number]>([
    [
      '/console/sign-in',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      415,
    ],
    ['/console/sign-in', { method: 'POST', body: 'x', headers: { 'content-type': 'nonsense' } }, 415],
    ['/console/sign-in', { method: 'POST', body: new URLSearchParams({ name: 'x'.repeat(20_000) }) }, 413],
    ['/console/sign-in', { method: 'POST' }, 403],
    ['/console/sign-in', { method: 'PUT' }, 404],
    ['/console/assets/x/nothing.css', {}, 404],
    ['/console/sign-in?next=%zz', {}, 200],
    [
      '/console/sign-in?next=a&next=b',
      { headers: { cookie: 'textback_console=%zz; textback_console_csrf=%' } },
      200,
    ],
  ])('%s %j', async (path, init, status) => {
    const answer = await fetch(new URL(path, console_.url), { redirect: 'manual', ...init });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('Textback console');
  });

  test.each<[string, Error, number, string]>([
    ['no answer in time', new Error('Query read timeout'), 503, 'did not answer in time'],
    [
      'an error whose code is a number',
      Object.assign(new Error('x'), { code: 23 }),
      500,
      'Something went wrong',
    ],
  ])('%s from PostgreSQL: one log line, and the page says so', async (_name, error, status, words) => {
    console_.pool.query = () => Promise.reject(error);
    const before = console_.log().length;
    const seen = await operator.get('/console/held');
    expect([seen.status, seen.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(seen.body).toContain(words);
    expect(
      console_
        .log()
        .slice(before)
        .match(/a console page failed/g),
    ).toHaveLength(1);
  });
});
