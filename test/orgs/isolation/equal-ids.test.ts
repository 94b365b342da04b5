import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askAll } from '../../../src/operate/support-bundle/records.js';
import { conversationStatements } from '../../../src/operate/support-bundle/statements.js';
import { inTransaction } from '../../../src/platform/db/pool.js';
import { openConversation, reopenConversation } from '../../../src/records/conversations/conversations.js';
import { askFor } from '../../../src/records/inbox/request-event.js';
import { claim } from '../../../src/records/ledger/claim.js';
import { intend } from '../../../src/records/ledger/ledger.js';
import { storeEvents, type WaitingEvent } from '../../../src/records/inbox/store.js';
import { parseDriftEvent } from '../../../src/vendors/drift/webhook-event.js';
import { parseInboundText } from '../../../src/vendors/twilio/webhook-event.js';
import { orderingKeyOf } from '../../../src/worker/dispatch/ordering-key.js';
import { tokenFor } from '../../web/access/support.js';
import { Asker } from '../../web/console/support.js';
import { setStage, type Stage } from '../../web/gateway/stage.js';
import { mine, same, settleIn, theirs, type Company, type Things } from './company.js';

/** Two companies in one database whose vendors gave them the same IDs, and a person of the first who may do everything in theirs. */
let stage: Stage;
let token: string;
let browser: Asker;
let things: Readonly<Record<number, Things>> = {};
/** What the person saw before the other company came. */
let alone: ReadonlyMap<string, Seen>;

interface Route {
  readonly method: string;
  readonly url: string;
  readonly whose: string;
}
interface Seen {
  readonly status: number;
  readonly body: string;
}

beforeAll(async () => {
  stage = await setStage();
  const own = await settleIn(stage.pool, mine);
  token = await tokenFor(stage.pool, mine.orgId, 'admin');
  browser = new Asker(`http://127.0.0.1:${stage.port}`);
  expect((await browser.signIn('', token)).status).toBe(303);
  alone = await lookAround();
  // More than mine of everything, so that a figure over both is not mine by chance.
  const others = await settleIn(stage.pool, theirs, 3);
  await tokenFor(stage.pool, theirs.orgId, 'admin');
  things = { [mine.orgId]: own, [theirs.orgId]: others };
}, 60_000);
afterAll(() => stage.close());

/** Every route behind a guard. One that is added tomorrow is here too. */
const routes = (): Route[] =>
  stage.routes.flatMap(({ method, url, config }) =>
    [method].flat().flatMap((one) => {
      const access = config?.access;
      return one === 'HEAD' || access === undefined ? [] : [{ method: one, url, whose: access.whose }];
    }),
  );

const pathOf = ({ url, whose }: Route, { orgId }: Company): string => {
  const { event = 1, send = '' } = things[orgId] ?? {};
  const id = whose === 'event' ? String(event) : whose === 'send' ? send : String(same.conversationId);
  return url.replace(':orgId', String(orgId)).replace(':id', id);
};

const call = async (route: Route, path: string, body?: unknown): Promise<Seen> => {
  if (path.startsWith('/console')) {
    const {
      status,
      body: text,
      location,
    } = await (route.method === 'GET'
      ? browser.get(path)
      : browser.post(path, body as Record<string, string>));
    return { status, body: `${text} ${location ?? ''}` };
  }
  const answer = await stage.ask({
    method: route.method,
    url: path,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  return { status: answer.statusCode ?? 0, body: answer.body };
};

async function lookAround(): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const route of routes().filter(({ method }) => method === 'GET'))
    seen.set(route.url, await call(route, pathOf(route, mine)));
  for (const q of [String(same.conversationId), String(same.contactId), same.phone]) {
    const { headers } = await browser.submit('/console/conversations', '/console/conversations/search', {
      q,
    });
    const found = headers.get('location') ?? '';
    seen.set(`search for ${q}`, { status: 200, body: found });
    seen.set(`found by ${q}`, await call({ method: 'GET', url: '', whose: '' }, found));
  }
  return seen;
}

/** Without what differs from one request to the next: times, and the secrets of forms. */
const lasting = ({ status, body }: Seen): Seen => ({
  status,
  body: body
    .replace(/value="[^"]{16,}"|"requestId":"[^"]*"/g, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '')
    .replace(/\b[\d.]+ (?:seconds?|minutes?|s|min)\b(?: ago)?|just now|\d\d:\d\d(?::\d\d)?/g, ''),
});

/** What only the other company has. */
const tracesOf = (company: Company): RegExp =>
  new RegExp(
    `${company.canary}|${company.orgId}|${company.ourNumber.slice(1)}|${things[company.orgId]?.send}`,
  );

/** All rows of an org, of every table that has orgs. */
async function rowsOf({ orgId }: Company): Promise<Record<string, readonly string[]>> {
  const { rows: tables } = await stage.pool.query<{ name: string }>(
    `SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'org_id' AND t.table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const all: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    const { rows } = await stage.pool.query<{ row: string }>(
      `SELECT t::text AS row FROM ${name} t WHERE org_id = $1 ORDER BY 1`,
      [orgId],
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

describe('to the people of an org', () => {
  test('every page, list, file and search is as if the other org were not there, although all IDs are equal', async () => {
    const now = await lookAround();
    expect(now.size).toBeGreaterThanOrEqual(20);
    for (const [what, seen] of now) {
      expect([what, tracesOf(theirs).exec(seen.body)?.[0]]).toEqual([what, undefined]);
      expect([what, lasting(seen)]).toEqual([what, lasting(alone.get(what) ?? seen)]);
      // There is no Temporal behind this stage, which could have a history.
      expect([what, seen.status]).toEqual([what, what.includes('history') ? 404 : 200]);
    }
    // They do see their own: the pages are not merely empty.
    const shown = [...now.values()].filter(({ body }) => tracesOf(mine).test(body));
    expect(shown.length).toBeGreaterThanOrEqual(8);
  }, 60_000);

  test('the log says nothing of the other org', () => {
    const lines = stage.log().map((line) => JSON.stringify(line));
    expect(lines.filter((line) => tracesOf(theirs).test(line))).toEqual([]);
  });

  test("an org's conversation in a support bundle is its own", async () => {
    const about = (orgId: number) => askAll(stage.pool, conversationStatements, [same.conversationId, orgId]);
    const [own, others] = [await about(mine.orgId), await about(theirs.orgId)];
    const count = (sections: typeof own) =>
      Object.fromEntries(
        Object.entries(sections).map(([name, section]) => [
          name,
          'rows' in section ? section.rows.length : -1,
        ]),
      );
    expect(JSON.stringify(own)).not.toMatch(tracesOf(theirs));
    expect(count(own)).toMatchObject({ conversation: 1, sends: 2, sessions: 1, consents: 1, media: 1 });
    expect(count(others)).toMatchObject({ conversation: 1, sends: 5, sessions: 1, consents: 1, media: 1 });
  });

  test('metrics name no company and nobody', async () => {
    const { body } = await stage.ask({ url: '/metrics' });
    expect(body).toContain('textback_held_events');
    expect(body).not.toMatch(new RegExp(`${mine.canary}|${theirs.canary}|${same.phone.slice(1)}`));
  });
});

/** How each route that changes something is called. A new one has to be added here. */
const changes: Readonly<Record<string, unknown>> = {
  'POST /admin/events/:id/reprocess': {},
  'POST /admin/events/:id/put-aside': {},
  'POST /admin/conversations/:id/reprocess': {},
  'POST /admin/conversations/:id/confirm-phone': {},
  'POST /admin/conversations/:id/unconfirm-phone': {},
  'POST /admin/conversations/:id/undo-opt-out': { why: 'they asked', overrideStop: true },
  'POST /admin/sends/:id/redrive': { how: 'send_again' },
  'POST /admin/resume': { org: mine.orgId },
  'POST /admin/pause': { org: mine.orgId, why: 'a look' },
  'POST /admin/orgs/:orgId/tokens': { name: 'night', role: 'agent' },
  'DELETE /admin/orgs/:orgId/tokens/:id': undefined,
  'POST /admin/orgs/:orgId/invitations': { email: 'new@acme.example', role: 'agent' },
  'DELETE /admin/orgs/:orgId/invitations/:id': undefined,
  'PATCH /admin/orgs/:orgId/people/:id': { role: 'agent' },
  'DELETE /admin/orgs/:orgId/people/:id': undefined,
  'POST /admin/orgs/connect': { edition: 'write', orgId: mine.orgId },
  'POST /admin/orgs/:orgId/check': {},
  'POST /admin/orgs/:orgId/disconnect': {},
  'PATCH /admin/orgs/:orgId': { settings: { markerTag: 'mine' } },
};
/** One whose ID there is not, that was settled by a call before it, or that this stage is not configured for: refused, and still nothing of the other org may change. */
const mayRefuse = new Set([
  'POST /admin/events/:id/put-aside',
  'DELETE /admin/orgs/:orgId/tokens/:id',
  'POST /admin/orgs/connect',
  'POST /admin/orgs/:orgId/check',
  'POST /admin/orgs/:orgId/disconnect',
  'POST /admin/orgs/:orgId/invitations',
  'DELETE /admin/orgs/:orgId/invitations/:id',
  'PATCH /admin/orgs/:orgId/people/:id',
  'DELETE /admin/orgs/:orgId/people/:id',
]);

describe('what the people of an org do', () => {
  const changing = () => routes().filter(({ method }) => method !== 'GET');

  test('changes no row of the other org, whichever route they take', async () => {
    const before = await rowsOf(theirs);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['conversations', 'inbox', 'ledger', 'pauses']),
    );
    expect(before['ledger']?.length).toBeGreaterThan(5);
    const own = await rowsOf(mine);
    for (const route of changing().filter(({ url }) => url.startsWith('/admin'))) {
      const name = `${route.method} ${route.url}`;
      expect([name, name in changes]).toEqual([name, true]);
      const { status, body } = await call(route, pathOf(route, mine), changes[name]);
      if (!mayRefuse.has(name)) expect([name, status < 300 ? '' : body]).toEqual([name, '']);
      expect([name, tracesOf(theirs).exec(body)?.[0]]).toEqual([name, undefined]);
    }
    expect(await rowsOf(theirs)).toEqual(before);
    expect(await rowsOf(mine)).not.toEqual(own);
  }, 30_000);

  test("reaches nothing of the other org by that org's own IDs either", async () => {
    const before = await rowsOf(theirs);
    for (const route of changing().filter(({ whose }) => whose !== 'each' && whose !== 'body')) {
      const body = changes[`${route.method} ${route.url}`] ?? {};
      const path = `${pathOf(route, theirs)}?org=${theirs.orgId}`;
      expect([path, (await call(route, path, body)).status]).toEqual([path, 404]);
    }
    expect(await rowsOf(theirs)).toEqual(before);
  }, 30_000);
});

test('a text that waits in one org holds no send of another back, though its phone is the same', async () => {
  const { orgId } = mine;
  const session = await stage.pool.query<{ id: number }>(
    'SELECT id FROM sessions WHERE org_id = $1 AND conversation_id = $2',
    [orgId, same.bridging],
  );
  await storeEvents(stage.pool, [
    parseInboundText({
      ...{ MessageSid: `SM${'f'.repeat(32)}`, From: '+14155552690', To: theirs.ourNumber, Body: 'STOP?' },
    }),
  ]);
  await stage.pool.query('DELETE FROM pauses');
  await stage.pool.query('UPDATE conversations SET opted_out_at = NULL');
  const next = await intend(stage.pool, {
    ...{ orgId, conversationId: same.bridging, medium: 'sms', purpose: 'relay', cause: 'relay:next' },
    ...{ sessionId: session.rows[0]?.id ?? null, body: 'On its way' },
  });
  expect(await claim(stage.pool, next.id)).toMatchObject({ id: next.id });
});

describe('behind the pages', () => {
  test('no event of an org waits for one of another, and a request to both is two', async () => {
    const about = { conversationId: same.conversationId, contactId: same.contactId };
    const events = [
      { kind: 'look_asked', ...about },
      { kind: 'contact_updated', ...about, phone: null },
    ] as const;
    const keys = ({ orgId }: Company) =>
      events.map((event) => orderingKeyOf({ id: 1, orgId, event } as unknown as WaitingEvent));
    expect(keys(mine).filter((key) => keys(theirs).includes(key))).toEqual([]);

    await askFor(
      stage.pool,
      [mine, theirs].map(({ orgId }) => ({ key: 'a-request', orgId, event: events[0] })),
    );
    const { rows } = await stage.pool.query(
      `SELECT org_id FROM inbox WHERE event_key LIKE 'operator:%a-request' ORDER BY 1`,
    );
    expect(rows).toEqual([{ org_id: mine.orgId }, { org_id: theirs.orgId }]);
  });

  test("a workflow never gets an ID that another org's event has, also when that org's conversation has long gone on under another", async () => {
    const id = 'evt-later';
    const conversationId = same.conversationId + 7;
    const opening = ({ orgId }: Company) => ({
      ...{
        orgId,
        conversationId,
        contactId: 1,
        eventId: id,
        eventKey: `${orgId}:${id}`,
        openedAt: new Date(),
      },
      ...{ followUpDelayMs: 1_000, visitorTexts: 'note' as const, settingsVersion: 0 },
    });
    const webhook = ({ orgId }: Company) =>
      parseDriftEvent({ orgId, id, type: 'new_conversation', data: { id: conversationId, contactId: 1 } });
    await storeEvents(stage.pool, [webhook(mine)]);
    const first = await openConversation(stage.pool, opening(mine));
    expect(first.workflowId).toBe(id);
    await inTransaction(stage.pool, (client) =>
      reopenConversation(client, { ...first, workflowId: 'SM-late', visitorSpokeAt: null }),
    );
    await storeEvents(stage.pool, [webhook(theirs)]);
    const second = await openConversation(stage.pool, opening(theirs));
    expect(second.workflowId).toBe(`${theirs.orgId}:${id}`);
  });
});
