import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import type { ChatOauth, TokenAnswer } from '../../src/vendors/chat-oauth.js';
import { createDriftOauth } from '../../src/vendors/drift/oauth.js';
import { defaultApps } from '../../sandbox/drift/apps.js';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { startReceiver, type Receiver } from './receiver.js';

const { clientId, clientSecret, readClientId, readClientSecret, appVerificationToken } =
  sandboxCredentials.drift;
const [BIRCH, CEDAR] = [8101, 8102];

let sandbox: Sandbox;
let receiver: Receiver;
let clock: number;
let oauth: ChatOauth;

const oauthOf = (id: string, secret: string) =>
  createDriftOauth({
    clientId: id,
    clientSecret: secret,
    authorizeUrl: `${sandbox.driftUrl}/authorize`,
    tokenUrl: `${sandbox.driftUrl}/oauth2/token`,
    apiUrl: sandbox.driftUrl,
    redirectUri: () => 'http://127.0.0.1:3000/oauth/drift/callback',
    timeoutMs: 1_500,
  });

beforeEach(async () => {
  clock = Date.now();
  receiver = await startReceiver();
  sandbox = await startSandbox({
    webhookUrl: receiver.url,
    drift: {
      rateLimit: 0,
      now: () => clock,
      apps: defaultApps.map((app) => ({ ...app, verificationToken: appVerificationToken })),
      orgs: [
        { ...sandboxCredentials.drift },
        { orgId: BIRCH, name: 'Birch', ownIds: true },
        { orgId: CEDAR, name: 'Cedar', ownIds: true },
      ],
    },
  });
  oauth = oauthOf(clientId, clientSecret);
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

/** What the browser of an admin does: opens the page, and decides. */
async function consent(decision: 'approve' | 'deny', orgId: number, by = oauth): Promise<string> {
  const page = await fetch(by.authorizeUrl('the-state'));
  expect(page.headers.get('content-type')).toContain('text/html');
  const fields = [...(await page.text()).matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const form = Object.fromEntries(fields.map(([, name = '', value = '']) => [name, decoded(value)]));
  const answer = await fetch(`${sandbox.driftUrl}/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...form, org_id: String(orgId), decision }),
  });
  expect(answer.status).toBe(303);
  const location = answer.headers.get('location') ?? '';
  expect(location).toMatch(/^http:\/\/127\.0\.0\.1:3000\/oauth\/drift\/callback\?/);
  return location.slice(location.indexOf('?'));
}
const decoded = (html: string) =>
  html.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));

async function install(orgId: number, by = oauth): Promise<TokenAnswer & { refreshToken: string }> {
  const callback = by.readCallback(await consent('approve', orgId, by));
  if (callback.kind !== 'approved') throw new Error(callback.kind);
  const answer = await by.exchangeCode(callback.code);
  if (answer.refreshToken === null) throw new Error('no refresh token');
  return { ...answer, refreshToken: answer.refreshToken };
}
const status = async (token: string, path = '/users/list') =>
  (await fetch(sandbox.driftUrl + path, { headers: { authorization: `Bearer ${token}` } })).status;

describe('connecting a company', () => {
  test('the consent page names the app, its scopes and the companies; approval gives a code that works once, for ten minutes', async () => {
    const page = await (await fetch(oauth.authorizeUrl('s'))).text();
    for (const words of ['Textback wants to connect', 'conversation_write', 'Birch', 'Cedar'])
      expect(page).toContain(words);
    const callback = oauth.readCallback(await consent('approve', BIRCH));
    expect(callback).toEqual({ kind: 'approved', code: expect.any(String), state: 'the-state' });
    if (callback.kind !== 'approved') return;
    expect(await oauth.exchangeCode(callback.code)).toMatchObject({ orgId: BIRCH, lifeMs: 7_200_000 });
    await expect(oauth.exchangeCode(callback.code)).rejects.toMatchObject({ failure: 'refused' });
    const late = oauth.readCallback(await consent('approve', BIRCH));
    clock += 600_000;
    if (late.kind === 'approved')
      await expect(oauth.exchangeCode(late.code)).rejects.toMatchObject({ failure: 'refused' });
  });

  test('a denial, and the callback of the real Drift with a second question mark', async () => {
    const denied = oauth.readCallback(await consent('deny', BIRCH));
    expect(denied).toEqual({ kind: 'denied', error: 'access_denied', state: 'the-state' });
    sandbox.drift.setSwitches({ deniedCallback: 'no-code' });
    expect(oauth.readCallback(await consent('deny', BIRCH))).toMatchObject({ error: 'no_code' });
    sandbox.drift.setSwitches({ callbackTypo: true });
    const query = await consent('approve', BIRCH);
    expect(query).toMatch(/^\?code=\w+\?state=the-state$/);
    expect(oauth.readCallback(query)).toMatchObject({ kind: 'approved', state: 'the-state' });
  });

  test('an unknown client gets no page; another app exchanges no code and refreshes no token', async () => {
    expect((await fetch(oauthOf('nobody', 'x').authorizeUrl('s'))).status).toBe(400);
    const reader = oauthOf(readClientId, readClientSecret);
    const callback = oauth.readCallback(await consent('approve', BIRCH));
    if (callback.kind === 'approved')
      await expect(reader.exchangeCode(callback.code)).rejects.toMatchObject({ failure: 'refused' });
    const { refreshToken } = await install(BIRCH);
    await expect(reader.refresh(refreshToken)).rejects.toMatchObject({ failure: 'refused' });
    await expect(oauthOf(clientId, 'wrong').refresh(refreshToken)).rejects.toMatchObject({
      failure: 'misconfigured',
    });
  });

  test('switches: no orgId, camelCase, no token type, a life in milliseconds, errors as RFC 6749 has them', async () => {
    sandbox.drift.setSwitches({
      tokenOrgId: false,
      tokenSpelling: 'camelCase',
      tokenType: false,
      tokenExpiresIn: 'milliseconds',
      tokenErrors: 'rfc',
    });
    const token = await install(BIRCH);
    expect(token).toMatchObject({ orgId: null, lifeMs: 7_200_000 });
    expect(await oauth.tokenInfo(token.accessToken)).toMatchObject({ orgId: BIRCH, lifeMs: 7_200_000 });
    await expect(oauth.refresh('unknown')).rejects.toMatchObject({
      failure: 'refused',
      vendorCode: 'invalid_grant',
    });
  });
});

describe('refreshing', () => {
  test('rotates; the spent token is taken once more for a lost answer, gives the same pair, and never again', async () => {
    const { refreshToken } = await install(BIRCH);
    sandbox.drift.addFault({ route: '/oauth2/token', kind: 'reset-after', times: 1 });
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ failure: 'answer_lost' });
    const second = await oauth.refresh(refreshToken);
    expect(second.refreshToken).not.toBe(refreshToken);
    expect(await status(second.accessToken)).toBe(200);
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ failure: 'refused' });
    expect(sandbox.drift.presentations.all()).toMatchObject([
      {
        orgId: BIRCH,
        overlapped: false,
        presentations: [
          { accepted: true, answer: 'lost' },
          { accepted: true, answer: 'sent' },
          { accepted: false, answer: 'sent' },
        ],
      },
    ]);
    expect(sandbox.drift.presentations.broken()).toEqual([expect.stringMatching(/presented 3 times/)]);
  });

  test.each(['timeout-after', 'garbage-after', '502-html'] as const)(
    '%s is an answer that was lost',
    async (kind) => {
      const { refreshToken } = await install(BIRCH);
      sandbox.drift.addFault({ route: '/oauth2/token', kind, times: 1 });
      await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ failure: 'answer_lost' });
      expect((await oauth.refresh(refreshToken)).refreshToken).not.toBeNull();
      expect(sandbox.drift.presentations.broken()).toEqual([]);
    },
  );

  test('without a grace the spent token is refused, and a strict server ends the grant', async () => {
    sandbox.drift.setSwitches({ refreshGraceMs: 0, reuseEndsGrant: true });
    const { refreshToken } = await install(BIRCH);
    const { accessToken } = await oauth.refresh(refreshToken);
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ failure: 'refused' });
    expect(await status(accessToken)).toBe(401);
  });

  test('a spent token is refused once its successor was used, also within the grace', async () => {
    const { refreshToken } = await install(BIRCH);
    const next = await oauth.refresh(refreshToken);
    await oauth.refresh(next.refreshToken ?? '');
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ failure: 'refused' });
  });

  test('where it does not rotate, the answer has no refresh token and the old one stays', async () => {
    sandbox.drift.setSwitches({ refreshRotates: false });
    const { refreshToken } = await install(BIRCH);
    for (let i = 0; i < 3; i += 1)
      expect(await oauth.refresh(refreshToken)).toMatchObject({ refreshToken: null });
  });

  test('two at once are seen', async () => {
    const { refreshToken } = await install(BIRCH);
    sandbox.drift.addFault({ route: '/oauth2/token', kind: 'latency', latencyMs: 50 });
    await Promise.allSettled([oauth.refresh(refreshToken), oauth.refresh(refreshToken)]);
    expect(sandbox.drift.presentations.broken()).toEqual([expect.stringMatching(/twice at once/)]);
  });

  test('the access token dies with its life: 401, or 403 by switch', async () => {
    sandbox.drift.setSwitches({ tokenLifeMs: 60_000 });
    const { accessToken } = await install(BIRCH);
    clock += 59_999;
    expect(await status(accessToken)).toBe(200);
    clock += 1;
    expect(await status(accessToken)).toBe(401);
    sandbox.drift.setSwitches({ authError: 403 });
    expect(await status(accessToken)).toBe(403);
  });
});

describe('two companies in one Drift', () => {
  test('have equal IDs, and each token sees its own; the read-only app may not write', async () => {
    const [birch, cedar] = [
      await install(BIRCH),
      await install(CEDAR, oauthOf(readClientId, readClientSecret)),
    ];
    const [one, other] = [BIRCH, CEDAR].map((orgId) =>
      sandbox.drift.startConversation({ orgId, contact: { name: `of ${orgId}` }, body: `Hello ${orgId}` }),
    );
    expect([one?.conversation.id, one?.contact.id, one?.message?.id]).toEqual([
      other?.conversation.id,
      other?.contact.id,
      other?.message?.id,
    ]);
    const id = one?.conversation.id ?? 0;
    const bodies = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const answers = [
        `/conversations/${id}/messages`,
        `/contacts/${one?.contact.id}`,
        '/conversations/list',
      ].map(async (path) => (await fetch(sandbox.driftUrl + path, { headers })).text());
      return (await Promise.all(answers)).join('\n');
    };
    expect(await bodies(birch.accessToken)).toMatch(/Hello 8101[^]*of 8101/);
    expect(await bodies(birch.accessToken)).not.toContain(String(CEDAR));
    expect(await bodies(cedar.accessToken)).not.toContain(String(BIRCH));
    const post = async (token: string) =>
      fetch(`${sandbox.driftUrl}/conversations/${id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'chat', body: 'x' }),
      });
    expect((await post(cedar.accessToken)).status).toBe(403);
    expect(await (await post(birch.accessToken)).json()).toMatchObject({
      data: { attributes: { developer_app_id: 'sandbox-oauth-app' } },
    });
    expect(() => sandbox.drift.say(id, { author: 'rep', body: 'x' })).toThrow(/several companies/);
    sandbox.drift.say(id, { author: 'rep', body: 'x', orgId: CEDAR });
    expect(sandbox.drift.messages(id, CEDAR)).toHaveLength(2);
  });

  test('webhooks go out once the app is connected, with the app’s one token and the company’s org; the private app’s with its own', async () => {
    sandbox.drift.startConversation({ orgId: BIRCH, body: 'nobody hears this' });
    await install(BIRCH);
    await install(CEDAR);
    for (const orgId of [7007, BIRCH, CEDAR]) sandbox.drift.startConversation({ orgId, body: 'Hello' });
    await sandbox.drift.flush();
    const seen = receiver.received.map(({ headers, raw }) => [
      (JSON.parse(raw) as { orgId: number }).orgId,
      headers['x-verification-token'],
    ]);
    const expected = [
      [7007, 'sandbox-verification-token'],
      [BIRCH, appVerificationToken],
      [CEDAR, appVerificationToken],
    ].flatMap((one) => [one, one]);
    expect(seen.sort()).toEqual(expected.sort());
  });

  test('taken out from either side: every call is 401, app_disconnected comes, and the other company stays', async () => {
    const [birch, cedar] = [await install(BIRCH), await install(CEDAR)];
    await oauth.uninstall(birch.accessToken);
    sandbox.drift.uninstall(CEDAR, clientId);
    await sandbox.drift.flush();
    const gone = receiver.received.map(({ raw }) => JSON.parse(raw) as { orgId: number; type: string });
    expect(gone.map(({ orgId, type }) => [orgId, type]).sort()).toEqual([
      [BIRCH, 'app_disconnected'],
      [CEDAR, 'app_disconnected'],
    ]);
    for (const { accessToken, refreshToken } of [birch, cedar]) {
      expect(await status(accessToken)).toBe(401);
      await expect(oauth.tokenInfo(accessToken)).rejects.toMatchObject({ failure: 'refused' });
      await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ failure: 'refused' });
      await expect(oauth.uninstall(accessToken)).rejects.toMatchObject({ failure: 'refused' });
    }
    expect(await status(sandboxCredentials.drift.accessToken)).toBe(200);
    expect(await status((await install(BIRCH)).accessToken)).toBe(200); // and can come back
  });

  test('who connects again gets new tokens, and the old ones end', async () => {
    const old = await install(BIRCH);
    const young = await install(BIRCH);
    expect([await status(old.accessToken), await status(young.accessToken)]).toEqual([401, 200]);
  });

  test('the ledger shows no credentials', async () => {
    const { accessToken, refreshToken } = await install(BIRCH);
    await oauth.refresh(refreshToken);
    await oauth.tokenInfo(accessToken);
    await oauth.uninstall(accessToken);
    const shown = JSON.stringify([sandbox.drift.ledger.entries(), sandbox.drift.presentations.all()]);
    for (const secret of [clientSecret, accessToken, refreshToken]) expect(shown).not.toContain(secret);
  });
});
