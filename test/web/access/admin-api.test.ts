import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { actions, roleNames, type Role } from '../../../src/orgs/people/roles.js';
import { ADMIN_TOKEN, setStage, type Stage } from '../gateway/stage.js';
import { CONVERSATION, fillTwoOrgs, MINE, THEIRS, tokenFor, type Told } from './support.js';

let stage: Stage;
let told: Readonly<Record<number, Told>>;
const tokens: Partial<Record<Role, string>> = {};
beforeAll(async () => {
  stage = await setStage();
  told = await fillTwoOrgs(stage.pool);
  for (const role of roleNames) tokens[role] = await tokenFor(stage.pool, MINE, role);
});
afterAll(() => stage.close());

const as = (token: string | undefined, more: Record<string, string> = {}) => ({
  authorization: `Bearer ${token ?? ''}`,
  ...more,
});
const get = (url: string, token: string | undefined) => stage.ask({ url, headers: as(token) });
const post = (
  url: string,
  token: string | undefined,
  body: unknown = {},
  more: Record<string, string> = {},
) => stage.ask({ method: 'POST', url, headers: as(token, more), payload: JSON.stringify(body) });

interface Route {
  readonly method: string;
  readonly url: string;
  readonly access: { readonly action: keyof typeof actions; readonly whose: string };
}
/** Every route of admin API and console behind the guard, with what it declares. */
const guarded = (): Route[] =>
  stage.routes.flatMap(({ method, url, config }) =>
    [method].flat().flatMap((one) => {
      const access = config?.access;
      return one === 'HEAD' || access === undefined ? [] : [{ method: one, url, access }];
    }),
  );

const urlOf = ({ url, access: { whose } }: Route, org: number): string => {
  const id =
    whose === 'event'
      ? String(told[org]?.event)
      : whose === 'send'
        ? (told[org]?.send ?? '')
        : String(CONVERSATION);
  const path = url.replace(':orgId', String(org)).replace(':id', id);
  return whose === 'conversation' ? `${path}?org=${org}` : path;
};

describe('every route of the admin API', () => {
  test('declares what it does', () => {
    const undeclared = stage.routes.filter(
      ({ url, config }) => url.startsWith('/admin') && config?.access === undefined,
    );
    expect(undeclared.map(({ url }) => url)).toEqual([]);
    expect(guarded().filter(({ url }) => url.startsWith('/admin')).length).toBeGreaterThanOrEqual(20);
  });

  test('lets a role in that the table names, and answers 403 to the others', async () => {
    // No operation is carried out: a body that is no JSON is refused after the guard, and before anything else.
    for (const route of guarded().filter(({ url }) => url.startsWith('/admin')))
      for (const role of roleNames) {
        const may = (actions[route.access.action].roles as readonly Role[]).includes(role);
        const { statusCode } = await stage.ask({
          method: route.method,
          url: urlOf(route, MINE),
          headers: as(tokens[role], { 'idempotency-key': '?' }),
          ...(route.method === 'POST' ? { payload: '{' } : {}),
        });
        expect([route.method, route.url, role, statusCode === 403]).toEqual([
          route.method,
          route.url,
          role,
          !may,
        ]);
        expect(statusCode).not.toBe(401);
        expect(statusCode).toBeLessThan(500);
      }
  });

  test("answers 404 about another org's things, to every role, before it has read a body", async () => {
    const about = guarded().filter(
      ({ url, access: { whose } }) => url.startsWith('/admin') && whose !== 'each' && whose !== 'body',
    );
    expect(about.length).toBeGreaterThanOrEqual(10);
    for (const route of about)
      for (const role of roleNames) {
        const socket = connect(stage.port, '127.0.0.1');
        // A body is announced and never sent: who waits for it does not answer.
        socket.write(
          `${route.method} ${urlOf(route, THEIRS)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokens[role] ?? ''}\r\n` +
            'Content-Length: 900\r\nConnection: close\r\n\r\n',
        );
        expect([route.url, role, await text(socket)]).toEqual([
          route.url,
          role,
          expect.stringMatching(/^HTTP\/1.1 404 /),
        ]);
      }
  }, 20_000);

  test('shows nothing of another org in a list', async () => {
    for (const path of [
      '/admin/held',
      '/admin/parked',
      '/admin/audit',
      '/admin/pauses',
      '/admin/report?zone=UTC',
    ]) {
      const mine = await get(path, tokens.admin);
      expect([path, mine.statusCode]).toEqual([path, 200]);
      expect([path, mine.body.includes(String(THEIRS))]).toEqual([path, false]);
      const all = await get(path, ADMIN_TOKEN);
      expect(all.body.length).toBeGreaterThan(mine.body.length - 1);
    }
    expect((await get('/admin/report?zone=UTC', tokens.admin)).json()).toMatchObject({
      total: { takenUp: 1 },
    });
    expect((await get('/admin/report?zone=UTC', ADMIN_TOKEN)).json()).toMatchObject({
      total: { takenUp: 2 },
    });
    expect((await get('/admin/parked', tokens.admin)).json()).toMatchObject({
      parked: [{ id: told[MINE]?.send }],
    });
  });

  test('of the whole installation is for its owner: nobody else pauses everywhere, or another org', async () => {
    expect((await post('/admin/pause', tokens.admin, { why: 'x' })).statusCode).toBe(403);
    expect((await post('/admin/pause', tokens.admin, { why: 'x', org: THEIRS })).statusCode).toBe(404);
    expect((await post('/admin/resume', tokens.operator, { org: THEIRS })).statusCode).toBe(404);
    expect((await post('/admin/pause', tokens.admin, { why: 'x', org: MINE })).statusCode).toBe(200);
  });
});

describe('a conversation whose ID two orgs have', () => {
  const path = `/admin/conversations/${CONVERSATION}`;
  test('is ambiguous for who sees both, until they say which', async () => {
    const answer = await get(path, ADMIN_TOKEN);
    expect([answer.statusCode, answer.json()]).toMatchObject([409, { error: { code: 'ambiguous_org' } }]);
    for (const org of [MINE, THEIRS])
      expect((await get(`${path}?org=${org}`, ADMIN_TOKEN)).json()).toMatchObject({ orgId: org });
    expect((await get(`${path}?org=999`, ADMIN_TOKEN)).statusCode).toBe(404);
    expect((await get(`${path}?org=x`, ADMIN_TOKEN)).statusCode).toBe(400);
  });

  test('is the one that the caller sees, for who sees one', async () => {
    expect((await get(path, tokens.auditor)).json()).toMatchObject({
      orgId: MINE,
      workflowId: `evt_${MINE}`,
    });
    expect((await get(`${path}?org=${THEIRS}`, tokens.auditor)).statusCode).toBe(404);
    expect((await get(`${path}?org=x`, tokens.auditor)).statusCode).toBe(404);
  });

  test('is operated on in the org that was meant, also under a key that was used for the other', async () => {
    const key = { 'idempotency-key': 'same-key' };
    const confirm = (org: number) => post(`${path}/confirm-phone?org=${org}`, ADMIN_TOKEN, {}, key);
    expect((await confirm(THEIRS)).statusCode).toBe(200);
    expect((await confirm(MINE)).statusCode).toBe(409);
    expect((await confirm(THEIRS)).json()).toMatchObject({ repeated: true });
    const { rows } = await stage.pool.query(
      `SELECT org_id FROM conversations WHERE proved_by IS NOT NULL ORDER BY org_id`,
    );
    expect(rows).toEqual([{ org_id: THEIRS }]);
    // A key of a personal token is its own: the owner's answer under it is nobody else's.
    expect((await post(`${path}/confirm-phone`, tokens.agent, {}, key)).json()).toMatchObject({
      repeated: false,
    });
  });
});

describe('a personal token', () => {
  const path = `/admin/orgs/${MINE}/tokens`;
  const make = async (body: object = {}) => {
    const answer = await post(
      path,
      ADMIN_TOKEN,
      { name: 'night script', role: 'operator', ...body },
      { 'x-operator': 'Ana' },
    );
    expect(answer.statusCode).toBe(201);
    return answer.json() as { id: number; token: string; expiresAt: string };
  };

  test('is shown once and stored nowhere: its hash is', async () => {
    const { id, token } = await make();
    expect(token).toMatch(/^tb_[\w-]{43}$/);
    const listed = await get(path, tokens.admin);
    expect(listed.body).not.toContain(token);
    expect(listed.json()).toMatchObject({
      tokens: [{ id, name: 'night script', role: 'operator', createdBy: 'Ana' }, {}, {}, {}, {}, {}],
    });
    const { rows } = await stage.pool.query<{ all: string }>(
      `SELECT table_to_xml('personal_tokens', true, false, '')::text || table_to_xml('audit_log', true, false, '')::text AS all`,
    );
    expect(rows[0]?.all).toContain('night script');
    expect(rows[0]?.all).not.toContain(token);
    expect(JSON.stringify(stage.log())).not.toContain(token);
  });

  test('is who did it in the audit log, whatever X-Operator says', async () => {
    const { token } = await make({ name: 'Kim’s script' });
    const done = await post(
      '/admin/pause',
      token,
      { why: 'x', org: MINE },
      { 'x-operator': 'Somebody Else' },
    );
    expect(done.statusCode).toBe(200);
    const { entries } = (await get('/admin/audit', token)).json() as { entries: object[] };
    expect(entries.slice(0, 2)).toMatchObject([
      { operator: 'Kim’s script', operation: 'pause' },
      { operator: 'Ana', operation: 'create_token', orgId: MINE },
    ]);
  });

  test('shows when it was last used', async () => {
    const { id, token } = await make();
    const used = async () =>
      (await get(path, ADMIN_TOKEN)).json() as { tokens: { id: number; lastUsedAt: string | null }[] };
    expect((await used()).tokens.find((one) => one.id === id)?.lastUsedAt).toBeNull();
    await get('/admin/pauses', token);
    expect((await used()).tokens.find((one) => one.id === id)?.lastUsedAt).not.toBeNull();
  });

  test('lets nobody in once it is revoked, or has expired, and a wrong one never did', async () => {
    const { id, token } = await make();
    const hours = await make({ expiresIn: '1h' });
    expect(Date.parse(hours.expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
    expect((await get('/admin/pauses', token)).statusCode).toBe(200);
    const revoke = () => stage.ask({ method: 'DELETE', url: `${path}/${id}`, headers: as(tokens.admin) });
    expect((await revoke()).json()).toMatchObject({ result: 'token_revoked' });
    expect((await revoke()).json()).toMatchObject({ result: 'already_revoked' });
    expect((await get('/admin/pauses', token)).statusCode).toBe(401);
    await stage.pool.query('UPDATE personal_tokens SET expires_at = now() WHERE id = $1', [hours.id]);
    expect((await get('/admin/pauses', hours.token)).statusCode).toBe(401);
    expect((await get('/admin/pauses', `tb_${'x'.repeat(43)}`)).statusCode).toBe(401);
  });

  test('cannot be revoked from another org', async () => {
    const { id, token } = await make();
    const theirs = await tokenFor(stage.pool, THEIRS, 'admin');
    const url = `/admin/orgs/${THEIRS}/tokens/${id}`;
    expect((await stage.ask({ method: 'DELETE', url, headers: as(theirs) })).statusCode).toBe(404);
    expect((await get('/admin/pauses', token)).statusCode).toBe(200);
  });

  test('made by a repeated request is not shown a second time', async () => {
    const key = { 'idempotency-key': 'make-once' };
    const twice = [1, 2].map(() => post(path, ADMIN_TOKEN, { name: 'once', role: 'agent' }, key));
    expect((await Promise.all(twice)).map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  });

  test('of an org that is not there cannot be made', async () => {
    expect((await post('/admin/orgs/999/tokens', ADMIN_TOKEN, { name: 'x', role: 'agent' })).statusCode).toBe(
      404,
    );
  });

  test('that is right gets in however many wrong ones came before', async () => {
    const { token } = await make();
    let last: number | undefined = 0;
    for (let i = 0; i < 30; i += 1) last = (await get('/admin/pauses', `tb_${'y'.repeat(43)}`)).statusCode;
    expect(last).toBe(429);
    expect((await get('/admin/pauses', token)).statusCode).toBe(200);
  });
});
