import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { authorise } from '../../../src/orgs/people/authorise.js';
import { roleNames, type Action, type Role } from '../../../src/orgs/people/roles.js';
import { createToken, revokeToken } from '../../../src/orgs/people/tokens.js';
import { Asker, hiddenFields } from '../console/support.js';
import { ADMIN_TOKEN, setStage, type Stage } from '../gateway/stage.js';
import { CONVERSATION, fillTwoOrgs, HOUR_MS, MINE, THEIRS, tokenFor, type Told } from './support.js';

let stage: Stage;
let told: Readonly<Record<number, Told>>;
const people: Partial<Record<Role | 'owner', Asker>> = {};

const signIn = async (token: string, name = ''): Promise<Asker> => {
  const asker = new Asker(`http://127.0.0.1:${stage.port}`);
  expect((await asker.signIn(name, token)).status).toBe(303);
  return asker;
};
const as = (who: Role | 'owner'): Asker => {
  const asker = people[who];
  if (asker === undefined) throw new Error(`${who} is not signed in`);
  return asker;
};

beforeAll(async () => {
  stage = await setStage();
  told = await fillTwoOrgs(stage.pool);
  // More of theirs than of mine, so that a figure over both is not mine by chance.
  await stage.pool.query(
    `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at, outcome, outcome_detail)
     SELECT ${THEIRS}, 'twilio', 'SM' || n, 'SM' || n, 'inbound', 'text_received', '{}', '{}', now(), 'held', 'x' FROM generate_series(1, 40) n`,
  );
  await stage.pool.query(
    `INSERT INTO ledger (id, org_id, conversation_id, medium, purpose, cause, body, state, attempts, attempted_at)
     SELECT gen_random_uuid(), ${THEIRS}, ${CONVERSATION}, 'sms', 'relay', 'relay:' || n, 'Hello', 'parked', 3, now() FROM generate_series(100, 140) n`,
  );
  await stage.pool.query(`UPDATE conversations SET visitor_texts = 'note'`);
  for (const role of roleNames) people[role] = await signIn(await tokenFor(stage.pool, MINE, role));
  people.owner = await signIn(ADMIN_TOKEN, 'Olga');
});
afterAll(() => stage.close());

const pages = {
  '/console': 'see_figures',
  '/console/conversations': 'see_conversations',
  '/console/held': 'see_waiting',
  '/console/parked': 'see_waiting',
  '/console/sending': 'see_pauses',
  '/console/audit': 'see_audit',
  '/console/people': 'see_people',
} as const satisfies Readonly<Record<string, Action>>;

const may = (role: Role, action: Action): boolean =>
  authorise({ name: '', id: '', roles: new Map([[MINE, role]]) }, action, MINE) === 'allowed';

describe('every page and form of the console', () => {
  const guarded = () =>
    stage.routes.flatMap(({ method, url, config }) =>
      [method].flat().flatMap((one) => {
        const access = config?.access;
        return one === 'HEAD' || access === undefined || !url.startsWith('/console')
          ? []
          : [{ method: one, url, access }];
      }),
    );
  const urlOf = ({ url, access: { whose } }: ReturnType<typeof guarded>[number], org: number) => {
    const id =
      whose === 'event'
        ? String(told[org]?.event)
        : whose === 'send'
          ? (told[org]?.send ?? '')
          : String(CONVERSATION);
    const path = url.replace(':orgId', String(org)).replace(':id', id);
    return whose === 'conversation' ? `${path}?org=${org}` : path;
  };
  const go = (role: Role, method: string, url: string) =>
    method === 'GET' ? as(role).get(url) : as(role).post(url, {});

  test('lets a role in that the table names, and answers 403 to the others', async () => {
    expect(guarded().length).toBeGreaterThanOrEqual(16);
    for (const route of guarded())
      for (const role of roleNames) {
        const { status, body } = await go(role, route.method, urlOf(route, MINE));
        // A form without its token is refused too, but after the guard and in other words; nothing is carried out.
        const isRefused = status === 403 && body.includes('Not for your role');
        expect([route.method, route.url, role, isRefused]).toEqual([
          route.method,
          route.url,
          role,
          !may(role, route.access.action),
        ]);
        expect(status).toBeLessThan(500);
      }
  });

  test("answers 404 about another org's things, to every role", async () => {
    const about = guarded().filter(({ access: { whose } }) => whose !== 'each' && whose !== 'body');
    expect(about.length).toBeGreaterThanOrEqual(8);
    for (const route of about)
      for (const role of roleNames) {
        const { status } = await go(role, route.method, urlOf(route, THEIRS));
        expect([route.method, route.url, role, status]).toEqual([route.method, route.url, role, 404]);
      }
  });
});

describe('a page', () => {
  test.each(roleNames)(
    'shows to %s what their role may see of their own org, and nothing else',
    async (role) => {
      for (const [path, action] of Object.entries(pages).filter(([, one]) => may(role, one))) {
        const { status, body } = await as(role).get(path);
        expect([path, status]).toEqual([path, 200]);
        const linked = Object.keys(pages).filter((one) => body.includes(`<a href="${one}"`));
        expect([path, linked]).toEqual([
          path,
          Object.keys(pages).filter((one) => may(role, pages[one as never])),
        ]);
        expect([path, action, body.includes(String(THEIRS))]).toEqual([path, action, false]);
        const bubbles = [...body.matchAll(/class="bubble">([^<]+)</g)].map(([, words]) => words);
        expect([path, bubbles]).toEqual([path, may(role, 'see_waiting') ? ['1', '1'] : []]);
      }
    },
  );

  test.each(roleNames)('offers %s no form that would be refused', async (role) => {
    const paths = [...Object.keys(pages), `/console/conversations/${CONVERSATION}`];
    const needed: readonly (readonly [RegExp, Action])[] = [
      [/action="\/console\/sending\/(pause|resume)/, 'pause'],
      [/action="\/console\/(events|sends)\//, 'settle'],
      [/action="\/console\/conversations\/\d+\/reprocess/, 'refresh_conversation'],
      [/action="\/console\/conversations\/\d+\/(un)?confirm-phone/, 'confirm_phone'],
    ];
    const bodies = await Promise.all(paths.map((path) => as(role).get(path)));
    const offered = bodies.map(({ body }) => body).join('\n');
    for (const [form, action] of needed)
      expect([role, form.source, form.test(offered)]).toEqual([role, form.source, may(role, action)]);
    expect(offered).not.toContain('Pause everywhere');
  });

  test('shows the owner every org, and its links say which conversation is meant', async () => {
    const { body } = await as('owner').get('/console/conversations');
    for (const org of [MINE, THEIRS]) {
      expect(body).toContain(`/console/conversations/${CONVERSATION}?org&#61;${org}"`);
      const page = await as('owner').get(`/console/conversations/${CONVERSATION}?org=${org}`);
      expect(page.status).toBe(200);
      expect(page.body).toContain(`/console/conversations/${CONVERSATION}/reprocess?org&#61;${org}"`);
    }
    expect((await as('owner').get('/console/held')).body).toMatch(/class="bubble">42</);
    expect((await as('operator').get('/console/conversations')).body).not.toMatch(/\?org(=|&#61;)/);
  });
});

describe('the session of a personal token', () => {
  const begin = async () => {
    const { token, entry } = await createToken(stage.pool, {
      orgId: MINE,
      name: 'Kim’s laptop',
      role: 'operator',
      createdBy: 'test',
      lastsMs: HOUR_MS,
    });
    const browser = await signIn(token);
    expect((await browser.get('/console')).body).toContain('Kim’s laptop');
    return { browser, entry, token };
  };

  test('is over when the token is revoked, for a form that was open too', async () => {
    const { browser, entry } = await begin();
    const fields = hiddenFields((await browser.get('/console/held')).body, '/console/sign-out');
    await revokeToken(stage.pool, MINE, entry.id);
    expect(await browser.get('/console/held')).toMatchObject({ status: 303, body: '' });
    const sent = await browser.post('/console/sending/pause', {
      ...fields,
      requestId: 'late',
      org: String(MINE),
      why: 'late',
    });
    expect([sent.status, sent.location]).toEqual([303, '/console/sign-in']);
    expect((await stage.pool.query(`SELECT FROM audit_log WHERE request_id = 'late'`)).rowCount).toBe(0);
  });

  test('is over when the token expires', async () => {
    const { browser, entry, token } = await begin();
    await stage.pool.query('UPDATE personal_tokens SET expires_at = now() WHERE id = $1', [entry.id]);
    expect((await browser.get('/console')).status).toBe(303);
    expect((await new Asker(`http://127.0.0.1:${stage.port}`).signIn('', token)).status).toBe(401);
  });

  test('does what it does in the name of the token, whatever name the form carries', async () => {
    const { token } = await begin();
    const browser = await signIn(token, 'Somebody Else');
    await stage.pool.query('DELETE FROM pauses WHERE org_id = $1', [MINE]);
    const done = await browser.submit('/console/sending', '/console/sending/pause', { why: 'a look' });
    expect(done.location).toContain('done=paused');
    const { rows } = await stage.pool.query<object>('SELECT * FROM audit_log ORDER BY id DESC LIMIT 1');
    expect(rows).toMatchObject([
      { operator: 'Kim’s laptop', via: 'console', operation: 'pause', org_id: MINE },
    ]);
  });
});
