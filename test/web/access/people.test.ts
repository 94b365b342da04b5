import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_TOKEN, Asker, startConsole, type ConsoleUnderTest, type Seen } from '../console/support.js';
import { CLIENT, startOpenidProvider, type Account, type OpenidProvider } from './openid-provider.js';
import { CONVERSATION, fillTwoOrgs, MINE, THEIRS, tokenFor } from './support.js';

const CALLBACK = 'http://127.0.0.1/console/oidc/callback';

let provider: OpenidProvider;
let console_: ConsoleUnderTest;
beforeAll(async () => {
  provider = await startOpenidProvider(CALLBACK);
  console_ = await startConsole({ environment: { ...CLIENT, OIDC_ISSUER: provider.issuer } });
  await fillTwoOrgs(console_.pool);
});
afterAll(async () => {
  await console_.close();
  await provider.close();
});

const api = async (method: string, path: string, body?: unknown, token: string = ADMIN_TOKEN) => {
  const answer = await fetch(`${console_.url}/admin/orgs/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'x-operator': 'Olga' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const invite = (email: string, role = 'operator', org = MINE, more: object = {}) =>
  api('POST', `${org}/invitations`, { email, role, ...more });
interface Listed {
  readonly people: readonly { readonly id: number; readonly email: string }[];
  readonly invitations: readonly { readonly id: number; readonly email: string }[];
}
const listed = async (org = MINE) => (await api('GET', `${org}/people`)).body as unknown as Listed;
const idOf = async (email: string) => (await listed()).people.find((one) => one.email === email)?.id ?? 0;
const verified = (name: string): Account => ({
  subject: `id-of-${name}`,
  email: `${name}@acme.example`,
  isVerified: true,
});

/** Goes where the provider sends the browser, until it is sent back to the console. Returns that address's path. */
async function passProvider(url: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next = new URL(url);
  while (next.origin === provider.issuer) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    next = new URL(answer.headers.get('location') ?? 'about:blank', next);
  }
  return `${next.pathname}${next.search}`;
}

/** The whole way of somebody's browser, as `account`. What the callback answers. */
async function signIn(account: Account, browser = new Asker(console_.url), next = '/console/held') {
  provider.who = account;
  const begun = await browser.get(`/console/oidc/start?next=${encodeURIComponent(next)}`);
  expect(begun.status).toBe(303);
  const back = await passProvider(begun.location ?? '');
  return { browser, begun, back, seen: await browser.get(back) };
}
const isOut = (seen: Seen) =>
  expect([seen.status, seen.location]).toEqual([303, expect.stringContaining('/console/sign-in')]);
const lastAudit = async () =>
  (await console_.pool.query<object>('SELECT * FROM audit_log ORDER BY id DESC LIMIT 1')).rows[0];

describe('somebody who was invited', () => {
  test('signs in by the provider, sees their org as their role may, and is in the audit log by their address', async () => {
    expect(await invite('Kim@acme.example')).toMatchObject({
      status: 200,
      body: { result: 'person_invited' },
    });
    expect((await listed()).invitations).toMatchObject([
      { email: 'kim@acme.example', role: 'operator', invitedBy: 'Olga' },
    ]);
    const { browser, seen } = await signIn(verified('kim'));
    expect(seen.status).toBe(200);
    expect(seen.body).toContain('http-equiv="refresh" content="0;url=/console/held"');
    expect(await lastAudit()).toMatchObject({
      operator: 'kim@acme.example',
      operation: 'accept_invitation',
      org_id: MINE,
      result: 'invitation_accepted',
    });
    const { status, body } = await browser.get('/console/held');
    expect([status, body.includes(String(MINE)), body.includes(String(THEIRS))]).toEqual([200, true, false]);
    expect((await browser.get(`/console/conversations/${CONVERSATION}?org=${THEIRS}`)).status).toBe(404);
    expect((await browser.get('/console/people')).status).toBe(403);
    await browser.submit('/console/sending', '/console/sending/resume');
    expect(await lastAudit()).toMatchObject({
      operator: 'kim@acme.example',
      via: 'console',
      operation: 'resume',
    });
    expect(await listed()).toMatchObject({
      people: [{ email: 'kim@acme.example', addedBy: 'Olga' }],
      invitations: [],
    });
  });

  test('is sent to the provider with state, nonce and PKCE, and keeps the answers in a cookie for the way back alone', async () => {
    const { begun } = await signIn(verified('kim'));
    const asked = new URL(begun.location ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      redirect_uri: CALLBACK,
      code_challenge_method: 'S256',
      scope: 'openid email',
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(asked.get(name)?.length).toBeGreaterThan(30);
    const cookie = begun.headers.getSetCookie().find((line) => line.startsWith('textback_oidc=')) ?? '';
    for (const part of ['Path=/console/oidc', 'HttpOnly', 'SameSite=Lax', 'Max-Age=600'])
      expect(cookie).toContain(part);
  });

  test('uses the invitation up: nobody else gets in by it', async () => {
    await invite('once@acme.example');
    expect((await signIn(verified('once'))).seen.status).toBe(200);
    expect((await signIn({ ...verified('once'), subject: 'somebody else' })).seen.status).toBe(403);
    // The provider knows the first by their subject, whatever their address is by now.
    expect(
      (await signIn({ subject: 'id-of-once', email: 'renamed@acme.example', isVerified: true })).seen.status,
    ).toBe(200);
  });

  test('is not let in by an address that the provider does not vouch for, and the invitation stands', async () => {
    await invite('lee@acme.example');
    for (const isVerified of [false, undefined]) {
      const account = {
        ...verified('lee'),
        ...(isVerified === undefined ? { isVerified: undefined } : { isVerified }),
      };
      const { seen, browser } = await signIn(account as Account);
      expect([seen.status, seen.body.includes('does not vouch')]).toEqual([403, true]);
      isOut(await browser.get('/console'));
    }
    expect((await listed()).invitations).toMatchObject([{ email: 'lee@acme.example' }]);
    expect((await signIn(verified('lee'))).seen.status).toBe(200);
  });

  test('is not let in by an invitation that was withdrawn or has expired', async () => {
    await invite('late@acme.example');
    const [{ id } = { id: 0 }] = (await listed()).invitations;
    expect((await api('DELETE', `${THEIRS}/invitations/${id}`)).status).toBe(404);
    expect((await api('DELETE', `${MINE}/invitations/${id}`)).body).toMatchObject({
      result: 'invitation_withdrawn',
    });
    expect((await signIn(verified('late'))).seen.status).toBe(403);
    await invite('late@acme.example', 'admin', MINE, { expiresIn: '1h' });
    await console_.pool.query(`UPDATE invitations SET expires_at = now() WHERE email = 'late@acme.example'`);
    expect((await signIn(verified('late'))).seen.status).toBe(403);
    expect((await listed()).people.map(({ email }) => email)).not.toContain('late@acme.example');
  });
});

test('a stranger is told why they are not let in; it is in the audit log, and nothing else is kept of them', async () => {
  const { seen, browser } = await signIn(verified('stranger'));
  expect([seen.status, seen.body.includes('no open invitation')]).toEqual([403, true]);
  isOut(await browser.get('/console'));
  expect(await lastAudit()).toMatchObject({
    operator: 'stranger@acme.example',
    operation: 'sign_in',
    org_id: null,
    result: 'sign_in_not_invited',
  });
  expect((await console_.pool.query(`SELECT FROM people WHERE email LIKE 'stranger%'`)).rowCount).toBe(0);
});

describe('a person of an org', () => {
  test('has another role from the next request on, in the session that is open', async () => {
    await invite('role@acme.example', 'agent');
    const { browser } = await signIn(verified('role'));
    expect((await browser.get('/console/held')).status).toBe(403);
    const id = await idOf('role@acme.example');
    const change = (role: string) => api('PATCH', `${MINE}/people/${id}`, { role });
    expect((await change('auditor')).body).toMatchObject({ result: 'role_changed' });
    expect((await change('auditor')).body).toMatchObject({ result: 'role_as_before' });
    expect((await browser.get('/console/held')).status).toBe(200);
    expect((await api('PATCH', `${THEIRS}/people/${id}`, { role: 'admin' })).status).toBe(404);
  });

  test('who is removed is out at once, and is not let in again', async () => {
    await invite('gone@acme.example', 'admin');
    const { browser } = await signIn(verified('gone'));
    expect((await browser.get('/console/people')).status).toBe(200);
    await invite('gone@acme.example', 'admin'); // still open when they are removed
    const id = await idOf('gone@acme.example');
    expect((await api('DELETE', `${MINE}/people/${id}`)).body).toMatchObject({ result: 'person_removed' });
    expect(await lastAudit()).toMatchObject({
      operator: 'Olga',
      operation: 'remove_person',
      org_id: MINE,
      target: `person ${id}`,
    });
    isOut(await browser.get('/console/people'));
    expect((await signIn(verified('gone'))).seen.status).toBe(403);
    expect((await api('DELETE', `${MINE}/people/${id}`)).status).toBe(404);
  });

  test('has a role in each of several orgs, and loses one without the other', async () => {
    await invite('both@acme.example', 'admin', MINE);
    await invite('both@acme.example', 'auditor', THEIRS);
    const { browser } = await signIn(verified('both'));
    const people = await browser.get('/console/people');
    expect(people.body).toContain(`/console/people/${MINE}/invitations`);
    expect(people.body).not.toContain(`/console/people/${THEIRS}/invitations`);
    expect(people.body).toContain(`Org ${THEIRS}`);
    await api('DELETE', `${MINE}/people/${await idOf('both@acme.example')}`);
    const { status, body } = await browser.get('/console/people');
    expect([status, body.includes(`Org ${MINE}`), body.includes(`Org ${THEIRS}`)]).toEqual([
      200,
      false,
      true,
    ]);
  });

  test('who is an admin invites, changes and removes others on the page, in their own name', async () => {
    await invite('boss@acme.example', 'admin');
    const { browser } = await signIn(verified('boss'));
    const path = `/console/people/${MINE}`;
    const done = await browser.submit('/console/people', `${path}/invitations`, {
      email: 'new@acme.example',
      role: 'agent',
    });
    expect(done.location).toBe('/console/people?done=person_invited');
    expect(await lastAudit()).toMatchObject({
      operator: 'boss@acme.example',
      operation: 'invite_person',
      target: 'agent new@acme.example',
    });
    await signIn(verified('new'));
    const id = await idOf('new@acme.example');
    expect(
      (await browser.submit('/console/people', `${path}/${id}/role`, { role: 'privacy' })).location,
    ).toContain('done=role_changed');
    expect((await browser.submit('/console/people', `${path}/${id}/remove`)).location).toContain(
      'done=person_removed',
    );
    const fields = { requestId: 'x', email: 'x@acme.example', role: 'admin' };
    expect((await browser.post(`/console/people/${THEIRS}/invitations`, fields)).status).toBe(404);
  });
});

describe('a way back that nobody began here signs nobody in', () => {
  test.each<[string, (way: { browser: Asker; back: string }) => Promise<Seen>]>([
    ['in another browser', ({ back }) => new Asker(console_.url).get(back)],
    [
      'of another attempt',
      async ({ browser, back }) => {
        await browser.get('/console/oidc/start');
        return browser.get(back);
      },
    ],
    ['with another state', ({ browser, back }) => browser.get(back.replace(/state=[^&]+/, 'state=made-up'))],
    [
      'from another issuer',
      ({ browser, back }) => browser.get(back.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.test')),
    ],
    [
      'with a code that is made up',
      ({ browser, back }) => browser.get(back.replace(/code=[^&]+/, 'code=made-up')),
    ],
    ['with a refusal', ({ browser, back }) => browser.get(back.replace(/code=[^&]+/, 'error=access_denied'))],
    [
      'with a cookie that was altered',
      ({ browser, back }) => {
        browser.cookies.set('textback_oidc', (browser.cookies.get('textback_oidc') ?? '').replace(/^./, 'x'));
        return browser.get(back);
      },
    ],
  ])('%s', async (_name, goBack) => {
    await invite('way@acme.example');
    provider.who = verified('way');
    const browser = new Asker(console_.url);
    const back = await passProvider((await browser.get('/console/oidc/start')).location ?? '');
    const seen = await goBack({ browser, back });
    expect([
      seen.status,
      seen.headers.getSetCookie().some((line) => line.startsWith('textback_console=')),
    ]).toEqual([400, false]);
    expect(seen.body).toContain('did not come to an end');
    expect((await listed()).people.map(({ email }) => email)).not.toContain('way@acme.example');
  });

  test('twice: the browser has forgotten its attempt', async () => {
    const { browser, back } = await signIn(verified('kim'));
    expect((await browser.get(back)).status).toBe(400);
  });

  test.each(['https://evil.test/', '//evil.test', '/console//evil.test'])(
    'leads nowhere but into the console: %s',
    async (next) => {
      const { seen } = await signIn(verified('kim'), new Asker(console_.url), next);
      expect(seen.body).toContain('url=/console"');
    },
  );
});

test('the sign-in page offers the provider only where one is configured, and nobody is invited where none is', async () => {
  expect((await new Asker(console_.url).get('/console/sign-in')).body).toContain(
    'href="/console/oidc/start?next',
  );
  const without = await startConsole({ beside: console_ });
  try {
    const asker = new Asker(without.url);
    expect((await asker.get('/console/sign-in')).body).not.toContain('/console/oidc');
    expect((await asker.get('/console/oidc/start')).status).toBe(404);
    const answer = await fetch(`${without.url}/admin/orgs/${MINE}/invitations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      body: JSON.stringify({ email: 'x@acme.example', role: 'agent' }),
    });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('OIDC_ISSUER')]);
  } finally {
    await without.close();
  }
});

test('while the provider is away nobody signs in by it, and open sessions and tokens go on', async () => {
  const away = await startConsole({
    beside: console_,
    environment: { ...CLIENT, OIDC_ISSUER: 'http://127.0.0.1:9' },
  });
  try {
    const seen = await new Asker(away.url).get('/console/oidc/start');
    expect([seen.status, seen.body.includes('OpenID provider did not answer')]).toEqual([502, true]);
    const { browser } = await signIn(verified('kim'));
    const elsewhere = new Asker(away.url);
    for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
    expect((await elsewhere.get('/console/held')).status).toBe(200);
    expect((await new Asker(away.url).signIn('', await tokenFor(away.pool, MINE, 'agent'))).status).toBe(303);
  } finally {
    await away.close();
  }
});

test('no log line has the client secret, a code, or an address of somebody', () => {
  expect(console_.log()).not.toMatch(/client-secret-of|@acme\.example|code=/);
});
