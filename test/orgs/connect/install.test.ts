import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxCredentials } from '../../../src/platform/config/sandbox-credentials.js';
import { getConnection } from '../../../src/orgs/connections/connection-store.js';
import { getOrg } from '../../../src/orgs/registry/registry.js';
import { ACME, ADMIN_TOKEN, BIRCH, Browser, CEDAR, setStage, type Stage } from './stage.js';

let stage: Stage;
let browser: Browser;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());
beforeEach(() => {
  browser = new Browser();
  approveFor(BIRCH);
});

const consent = (switches: Parameters<Stage['sandbox']['drift']['setSwitches']>[0]) =>
  stage.sandbox.drift.setSwitches({
    consent: 'approve',
    callbackTypo: false,
    deniedCallback: 'error',
    ...switches,
  });
const approveFor = (orgId: number) => consent({ consentOrg: orgId });
const link = async (body: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const made = await stage.api('/admin/orgs/connect', body);
  expect(made.status).toBe(200);
  return String(made.body['url']);
};
const tokens = async (orgId: number) => {
  const { rows } = await stage.pool.query<{ a: Buffer | null; r: Buffer | null }>(
    'SELECT access_token AS a, refresh_token AS r FROM connections WHERE org_id = $1',
    [orgId],
  );
  return rows[0];
};

describe('an org connects', () => {
  test('by a ticket, in the browser of whoever opens it', async () => {
    const page = await browser.open(await link());
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(`Org ${BIRCH} is connected`)]);
    expect(await getOrg(stage.pool, BIRCH)).toMatchObject({ state: 'connected', source: 'oauth' });
    expect(await getConnection(stage.pool, BIRCH)).toMatchObject({
      edition: 'write',
      installedBy: 'Kim',
      state: 'connected',
      scopes: expect.arrayContaining(['conversation_read', 'conversation_write']),
    });
    expect((await tokens(BIRCH))?.a).toBeInstanceOf(Buffer);
    expect(browser.cookies.size).toBe(0);
    const audit = await stage.api('/admin/audit');
    expect(JSON.stringify(audit.body)).toContain(`org ${BIRCH}: write edition`);
  });

  test('by a bearer token, with a cookie for the way back and nothing else', async () => {
    const at = await browser.openUntilCallback(
      `${stage.gateway.url}/connect/drift?ticket=${(await link()).split('=')[1]}`,
    );
    expect(browser.cookies.get('textback_connect')).toMatchObject({
      path: '/oauth',
      attributes: expect.stringMatching(/Max-Age=600.*HttpOnly.*SameSite=Lax$/), // http here, so not Secure
    });
    expect((await browser.open(at)).status).toBe(200);
    const other = new Browser();
    const page = await other.open(`${stage.gateway.url}/connect/drift`, {
      authorization: `Bearer ${ADMIN_TOKEN}`,
    });
    expect(page.status).toBe(200);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('again: both tokens are new, and nothing else is', async () => {
    const before = await tokens(BIRCH);
    await browser.open(await link());
    const after = await tokens(BIRCH);
    expect(after?.a).not.toEqual(before?.a);
    expect(after?.r).not.toEqual(before?.r);
    const orgs = await stage.pool.query('SELECT FROM orgs WHERE org_id = $1', [BIRCH]);
    expect(orgs.rowCount).toBe(1);
  });

  test('although the callback is spelt as in the sample of Drift’s documentation', async () => {
    consent({ consentOrg: BIRCH, callbackTypo: true });
    expect((await browser.open(await link())).status).toBe(200);
  });

  test('for reading only, with the app that only reads', async () => {
    approveFor(CEDAR);
    const page = await browser.open(await link({ edition: 'read' }));
    expect(page.text).toContain('does nothing else there');
    expect(await getConnection(stage.pool, CEDAR)).toMatchObject({ edition: 'read' });
  });
});

describe('nothing is connected', () => {
  const attempt = async () => {
    const url = await browser.openUntilCallback(await link());
    return {
      url,
      codes: stage.sandbox.drift.ledger.requests().filter(({ path }) => path === '/oauth2/token').length,
    };
  };
  const exchanges = () =>
    stage.sandbox.drift.ledger.requests().filter(({ path }) => path === '/oauth2/token').length;
  const refused = async (opened: Promise<{ status: number; text: string }>, words: RegExp) => {
    const { status, text } = await opened;
    expect([status, text]).toEqual([400, expect.stringMatching(words)]);
  };

  test('in another browser than the one that began, nor with another state: the code is not even looked at', async () => {
    const { url, codes } = await attempt();
    await refused(new Browser().open(url), /another browser/);
    const other = new Browser();
    await other.openUntilCallback(await link());
    await refused(other.open(url), /another browser/);
    await refused(browser.open(url.replace(/state=[^&]+/, `state=${'x'.repeat(43)}`)), /another browser/);
    expect(exchanges()).toBe(codes);
    expect((await browser.open(url)).status).toBe(200); // none of it has spent the attempt
  });

  test('a second time with the same answer', async () => {
    const { url } = await attempt();
    const cookies = new Map(browser.cookies);
    await browser.open(url);
    browser.cookies = cookies;
    await refused(browser.open(url), /has ended already/);
  });

  test('after ten minutes', async () => {
    const { url } = await attempt();
    await stage.pool.query(`UPDATE connect_attempts SET expires_at = now() - interval '1 second'`);
    await refused(browser.open(url), /older than ten minutes/);
    const ticket = await link();
    await stage.pool.query(`UPDATE connect_tickets SET expires_at = now() - interval '1 second'`);
    expect((await browser.open(ticket)).status).toBe(404);
  });

  test('by a ticket that was used', async () => {
    const ticket = await link();
    await browser.open(ticket);
    expect(await browser.open(ticket)).toMatchObject({
      status: 404,
      text: expect.stringContaining('was used already'),
    });
  });

  test.each(['error', 'no-code'] as const)('that was not approved (%s)', async (deniedCallback) => {
    consent({ consent: 'deny', deniedCallback });
    await refused(browser.open(await link()), /was not approved/);
  });

  test.each([
    ['nothing', ''],
    ['a mark', '?'],
    ['two codes', '?code=a&code=b&state=s'],
    ['no UTF-8', '?state=%E0%A4%A'],
    ['a long code', `?code=${'c'.repeat(3_000)}&state=s`],
  ])('by an address that makes no sense: %s', (_, query) =>
    refused(browser.open(`${stage.gateway.url}/oauth/drift/callback${query}`), /Begin again|not approved/),
  );

  test('that the environment has the credentials of', async () => {
    approveFor(ACME);
    await refused(browser.open(await link()), /configuration of this installation/);
    expect(await getConnection(stage.pool, ACME)).toBeNull();
  });

  test('through the other app, unless it disconnects; and the one that it has goes on', async () => {
    approveFor(CEDAR);
    const before = await tokens(CEDAR);
    await refused(browser.open(await link()), /through the other app/);
    expect(await getConnection(stage.pool, CEDAR)).toMatchObject({ edition: 'read', state: 'connected' });
    expect(await tokens(CEDAR)).toEqual(before);
  });

  test('by a link for another org', async () => {
    await refused(browser.open(await link({ orgId: 8199 })), /another company/);
  });

  test('while Drift does not answer, or does not take the code', async () => {
    const { url } = await attempt();
    stage.sandbox.drift.faults.add({ kind: '503', route: '/oauth2/token', times: 1 });
    await refused(browser.open(url), /did not answer/);
    const again = await attempt();
    await refused(browser.open(again.url.replace(/code=[^&]+/, 'code=never-given')), /its own answer/);
  });

  test('by strangers', async () => {
    expect(await browser.open(`${stage.gateway.url}/connect/drift`)).toMatchObject({ status: 401 });
    expect(await browser.open(`${stage.gateway.url}/connect/drift?ticket=x`)).toMatchObject({ status: 404 });
    const wrong = await stage.api('/admin/orgs/connect', {}, { headers: { authorization: 'Bearer wrong' } });
    expect(wrong.status).toBe(401);
  });
});

test('who runs one org gets a link for that one', async () => {
  const made = await stage.api(`/admin/orgs/${BIRCH}/tokens`, { name: 'Ana', role: 'admin' });
  const headers = { authorization: `Bearer ${String(made.body['token'])}` };
  const own = await stage.api('/admin/orgs/connect', {}, { headers });
  expect(own.status).toBe(200);
  expect((await stage.api('/admin/orgs/connect', { orgId: CEDAR }, { headers })).status).toBe(404);
  approveFor(CEDAR);
  expect((await browser.open(String(own.body['url']))).text).toContain('another company');
});

test('no token, code, state or ticket stands in a table', async () => {
  const ticket = await link();
  const back = await browser.openUntilCallback(ticket);
  await browser.open(back);
  const secrets = [
    ...browser.seen.flatMap((url) => [...new URL(url).searchParams.values()]),
    sandboxCredentials.drift.clientSecret,
  ];
  const { rows } = await stage.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  for (const { name } of rows) {
    const { rows: all } = await stage.pool.query<{ t: string }>(`SELECT t::text AS t FROM "${name}" t`);
    const whole = all.map(({ t }) => t).join('\n');
    for (const secret of secrets.filter((one) => one.length > 20)) {
      expect([name, whole.includes(secret)]).toEqual([name, false]);
      expect([name, whole.includes(Buffer.from(secret).toString('hex'))]).toEqual([name, false]);
    }
  }
});
