import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Sandbox } from '../../sandbox/sandbox.js';

const { accessToken, clientId, clientSecret, refreshToken } = sandboxCredentials.drift;

let sandbox: Sandbox;
let clock: number;

beforeEach(async () => {
  clock = Date.now();
  sandbox = await startSandbox({
    drift: {
      rateLimit: 0,
      now: () => clock,
      orgs: [
        { ...sandboxCredentials.drift },
        {
          orgId: 8008,
          accessToken: 'other-token',
          verificationToken: 'other',
          scopes: ['conversation_read'],
        },
      ],
    },
  });
});
afterEach(() => sandbox.close());

interface Answer {
  status: number;
  body: unknown;
  text: string;
}

async function call(method: string, path: string, body?: unknown, token = accessToken): Promise<Answer> {
  const response = await fetch(`${sandbox.driftUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: json ? (JSON.parse(text) as unknown) : null, text };
}

const envelope = (type: string) => ({ error: { type, message: expect.any(String) as unknown } });

describe('authentication', () => {
  test('a missing or unknown bearer is 401 authentication_error; the word bearer may be lower case', async () => {
    const none = await fetch(`${sandbox.driftUrl}/users/list`);
    expect(none.status).toBe(401);
    expect(await none.json()).toEqual(envelope('authentication_error'));
    expect((await call('GET', '/users/list', undefined, 'wrong')).status).toBe(401);
    const lower = await fetch(`${sandbox.driftUrl}/users/list`, {
      headers: { authorization: `bearer ${accessToken}` },
    });
    expect(lower.status).toBe(200);
  });

  test('switches answer 403 as the docs say, and as a gateway does, with a string error', async () => {
    sandbox.drift.setSwitches({ authError: 403 });
    expect(await call('GET', '/users/list', undefined, 'wrong')).toMatchObject({
      status: 403,
      body: envelope('authentication_error'),
    });
    sandbox.drift.setSwitches({ authError: 401, authErrorShape: 'gateway' });
    const answer = await call('GET', '/users/list', undefined, 'wrong');
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'invalid_token', error_description: expect.any(String) });
  });

  test('a token without the scope is refused, and one org never sees the data of another', async () => {
    const { conversation } = sandbox.drift.startConversation({ body: 'hi' });
    const path = `/conversations/${conversation.id}`;
    expect((await call('GET', '/users/list', undefined, 'other-token')).status).toBe(403);
    expect((await call('GET', path, undefined, 'other-token')).status).toBe(404);
    expect((await call('GET', path)).status).toBe(200);
  });

  test('a revoked token is refused until it is restored', async () => {
    sandbox.drift.setToken('revoked');
    expect((await call('GET', '/users/list')).status).toBe(401);
    sandbox.drift.setToken('restored');
    expect((await call('GET', '/users/list')).status).toBe(200);
  });

  test('OAuth: 7200 s, refresh rotates, form and camelCase JSON are both understood', async () => {
    const form = await fetch(`${sandbox.driftUrl}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      }),
    });
    const first = (await form.json()) as Record<string, string>;
    expect(first).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 7200,
      token_type: 'bearer',
      orgId: 7007,
    });
    const asJson = { clientId, clientSecret, grantType: 'refresh_token' };
    const again = await call('POST', '/oauth2/token', { ...asJson, refreshToken });
    expect(again.status).toBe(200); // within the grace, for an answer that was lost
    const thrice = await call('POST', '/oauth2/token', { ...asJson, refreshToken });
    expect(thrice.status).toBe(400);
    const second = await call('POST', '/oauth2/token', { ...asJson, refreshToken: first['refresh_token'] });
    expect(second.body).toMatchObject({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      orgId: 7007,
    });
    const code = sandbox.drift.grants.issueCode(sandbox.drift.orgs.first, null);
    const byCode = { clientId, clientSecret, grantType: 'authorization_code', code };
    expect((await call('POST', '/oauth2/token', byCode)).status).toBe(200);
    expect(await call('POST', '/oauth2/token', byCode)).toMatchObject({
      status: 400,
      body: envelope('invalid_grant'),
    });

    const issued = String(first['access_token']);
    clock += 7199_000;
    expect((await call('GET', '/users/list', undefined, issued)).status).toBe(200);
    clock += 1000;
    expect((await call('GET', '/users/list', undefined, issued)).status).toBe(401);
  });

  test('token_info is bare and names the org', async () => {
    const answer = await call('POST', '/app/token_info', { access_token: accessToken });
    expect(answer.body).toMatchObject({
      authenticated_userid: 'orgId:7007',
      token_type: 'bearer',
      expires_in: 0,
    });
  });
});

describe('what Drift does not have', () => {
  test.each([
    ['GET', '/v2/conversations'],
    ['DELETE', '/conversations/1'],
    ['GET', '/contacts/1/notes'],
    ['PUT', '/tags'],
  ])('%s %s answers 404 in the envelope', async (method, path) => {
    const answer = await call(method, path);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual(envelope('not_found'));
  });

  test('tagging by PATCH is 404, or 405, and works where the switch says so', async () => {
    const { conversation } = sandbox.drift.startConversation({ body: 'hi' });
    const patch = () => call('PATCH', `/conversations/${conversation.id}`, { tags: ['sms-follow-up'] });
    expect((await patch()).status).toBe(404);
    sandbox.drift.setSwitches({ tagByPatchRefusal: 405 });
    expect((await patch()).status).toBe(405);
    sandbox.drift.setSwitches({ tagByPatch: true });
    expect((await patch()).body).toMatchObject({ data: { conversationTags: [{ name: 'sms-follow-up' }] } });
    expect((await patch()).body).toMatchObject({ data: { conversationTags: [{ name: 'sms-follow-up' }] } });
  });
});

describe('conversations', () => {
  const ids = (answer: Answer) => (answer.body as { data: { id: number }[] }).data.map((item) => item.id);
  const start = (count: number) =>
    Array.from({ length: count }, () => {
      clock += 1;
      return sandbox.drift.startConversation({ body: 'hi' }).conversation.id;
    }).reverse();

  test('both paging generations list everything once, newest change first', async () => {
    const all = start(5);
    const older: number[] = [];
    let next = '';
    do {
      const page = await call('GET', `/conversations/list?limit=2&next=${next}`);
      older.push(...ids(page));
      const { pagination } = page.body as { pagination?: { more: boolean; next: string } };
      next = pagination?.next ?? '';
    } while (next !== '');
    expect(older).toEqual(all);

    const newer: number[] = [];
    let token: string | null = '';
    while (token !== null) {
      const page = await call('GET', `/conversations/list?limit=2&page_token=${token}`);
      newer.push(...ids(page));
      const { links } = page.body as { links: { self: string; next?: string } };
      expect(new URL(links.self).host).toBe('api.drift.com');
      token = links.next === undefined ? null : new URL(links.next).searchParams.get('page_token');
    }
    expect(newer).toEqual(all);
  });

  test('the list is filtered by statusId, which may repeat', async () => {
    const [closed, open] = start(2);
    sandbox.drift.setStatus(Number(closed), 'closed');
    expect(ids(await call('GET', '/conversations/list?statusId=1'))).toEqual([open]);
    expect(ids(await call('GET', '/conversations/list?statusId=2'))).toEqual([closed]);
    expect(ids(await call('GET', '/conversations/list?statusId=1&statusId=2'))).toHaveLength(2);
    expect((await call('GET', '/conversations/list?statusId=9')).status).toBe(400);
  });

  test('items of the list hold six fields; the conversation itself holds more', async () => {
    const [id] = start(1);
    const list = (await call('GET', '/conversations/list')).body as { data: object[] };
    expect(Object.keys(list.data[0] ?? {}).sort()).toEqual(
      ['contactId', 'createdAt', 'id', 'inboxId', 'status', 'updatedAt'].sort(),
    );
    const one = (await call('GET', `/conversations/${id}`)).body as { data: object };
    expect(one.data).toMatchObject({ participants: [], relatedPlaybookId: null, conversationTags: [] });
    sandbox.drift.setSwitches({ conversationHasParticipants: false, relatedPlaybookId: 'absent' });
    const bare = (await call('GET', `/conversations/${id}`)).body as { data: object };
    expect(Object.keys(bare.data)).not.toContain('participants');
    expect(Object.keys(bare.data)).not.toContain('relatedPlaybookId');
  });

  test('a new conversation is keyed on the email and answered bare', async () => {
    const body = { email: 'ann@example.com', message: { body: 'Hello' } };
    const made = await call('POST', '/conversations/new', body);
    expect(made.body).toMatchObject({
      id: expect.any(Number),
      status: 'open',
      contactId: expect.any(Number),
    });
    const again = await call('POST', '/conversations/new', body);
    expect((again.body as { contactId: number }).contactId).toBe(
      (made.body as { contactId: number }).contactId,
    );
    expect((await call('POST', '/conversations/new', {})).status).toBe(400);
  });

  test('a visitor reopens a closed conversation; a post by the app does not', async () => {
    const id = Number(start(1)[0]);
    sandbox.drift.setStatus(id, 'closed');
    await call('POST', `/conversations/${id}/messages`, { type: 'chat', body: 'still there?' });
    expect(sandbox.drift.conversation(id).status).toBe('closed');
    sandbox.drift.say(id, { author: 'visitor', body: 'yes' });
    expect(sandbox.drift.conversation(id).status).toBe('open');
  });

  test('a conversation that was deleted is 404 to every read and post and in no list, until it is restored', async () => {
    const [id, other] = start(2).map(Number);
    const control = `${sandbox.driftUrl}/_sandbox/conversations/${id}`;
    expect((await fetch(control, { method: 'DELETE' })).status).toBe(204);
    for (const path of ['', '/messages', '/transcript'])
      expect(await call('GET', `/conversations/${id}${path}`)).toMatchObject({
        status: 404,
        body: envelope('not_found'),
      });
    const post = { type: 'chat', body: 'still there?' };
    expect((await call('POST', `/conversations/${id}/messages`, post)).status).toBe(404);
    expect(ids(await call('GET', '/conversations/list'))).toEqual([other]);
    expect((await fetch(`${control}/restore`, { method: 'POST' })).status).toBe(200);
    expect((await call('POST', `/conversations/${id}/messages`, post)).status).toBe(200);
    expect(sandbox.drift.messages(Number(id)).length).toBeGreaterThan(1);
  });

  test('the transcript is plain text', async () => {
    const id = Number(start(1)[0]);
    sandbox.drift.say(id, { author: 'rep', body: 'Hello' });
    sandbox.drift.say(id, { author: 'rep', type: 'private_note', body: 'secret' });
    const { text } = await call('GET', `/conversations/${id}/transcript`);
    expect(text).toMatch(/Riley Park: Hello/);
    expect(text).not.toMatch(/secret/);
  });
});

describe('messages', () => {
  const messagesPath = () =>
    `/conversations/${sandbox.drift.startConversation({ body: 'hi' }).conversation.id}/messages`;

  test('a post needs a known type and an existing conversation', async () => {
    const path = messagesPath();
    for (const body of [{ body: 'x' }, { type: 'shout', body: 'x' }, { type: 'chat', userId: 5 }]) {
      const answer = await call('POST', path, body);
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual(envelope('validation_error'));
    }
    expect((await call('POST', '/conversations/1/messages', { type: 'chat', body: 'x' })).status).toBe(404);
  });

  test('a post speaks as the app’s bot or as the user, never as the contact, and carries the app’s id', async () => {
    const path = messagesPath();
    const bot = await call('POST', path, { type: 'chat', body: 'x' });
    expect(bot.body).toMatchObject({
      data: {
        author: { type: 'user', bot: true },
        attributes: { developer_app_id: 'sandbox-app' },
        body: '<p>x</p>',
      },
    });
    const user = await call('POST', path, { type: 'private_note', body: '<b>x</b>', userId: 41 });
    expect(user.body).toMatchObject({
      data: { author: { id: 41, type: 'user', bot: false }, body: '<b>x</b>' },
    });
  });

  test('the answer to a post comes in the shape that the switch names', async () => {
    const path = messagesPath();
    sandbox.drift.setSwitches({ messagesResponse: 'messages' });
    const listed = await call('POST', path, { type: 'chat', body: 'last' });
    const { data } = listed.body as { data: { messages: { body: string }[] } };
    expect(data.messages.at(-1)?.body).toBe('<p>last</p>');
    expect(data.messages).toHaveLength(2);
    sandbox.drift.setSwitches({ messagesResponse: 'nested' });
    expect((await call('POST', path, { type: 'chat', body: 'x' })).body).toMatchObject({
      data: { message: {} },
    });
  });

  test('messages come oldest first, fifty a page, notes included', async () => {
    const path = messagesPath();
    const id = Number(path.split('/')[2]);
    for (let index = 0; index < 60; index += 1) sandbox.drift.say(id, { author: 'rep', body: String(index) });
    sandbox.drift.say(id, { author: 'rep', type: 'private_note', body: 'note' });
    const first = (await call('GET', path)).body as Page;
    expect(first.data.messages).toHaveLength(50);
    expect(first.pagination.more).toBe(true);
    const second = (await call('GET', `${path}?next=${String(first.pagination.next)}`)).body as Page;
    expect(second.data.messages).toHaveLength(12);
    expect(second.data.messages.at(-1)).toMatchObject({ type: 'private_note' });
    expect(second.pagination).toEqual({ more: false });
    const created = [...first.data.messages, ...second.data.messages].map((message) => message.id);
    expect(created).toEqual([...created].sort((one, other) => one - other));
  });

  interface Page {
    data: { messages: { id: number; type: string }[] };
    pagination: { more: boolean; next?: string };
  }

  test('typed text is stored as HTML, or as typed where the switch says so', () => {
    const path = messagesPath();
    const id = Number(path.split('/')[2]);
    expect(sandbox.drift.say(id, { author: 'visitor', body: 'a < b & "c"\nd' }).body).toBe(
      '<p>a &lt; b &amp; &quot;c&quot;<br/>d</p>',
    );
    sandbox.drift.setSwitches({ htmlBodies: false });
    expect(sandbox.drift.say(id, { author: 'visitor', body: 'a < b' }).body).toBe('a < b');
  });
});

describe('contacts and users', () => {
  test('create needs an email and refuses a second one; GET by email is a list; PATCH merges', async () => {
    expect((await call('POST', '/contacts', { attributes: { name: 'Ann' } })).status).toBe(400);
    const made = await call('POST', '/contacts', {
      attributes: { email: 'ann@example.com', phone: '415 555' },
    });
    const { id } = (made.body as { data: { id: number } }).data;
    expect((await call('POST', '/contacts', { attributes: { email: 'ann@example.com' } })).status).toBe(400);
    const external = { email: 'ann@example.com', externalId: 'x1' };
    expect((await call('POST', '/contacts', { attributes: external })).status).toBe(200);
    const found = (await call('GET', '/contacts?email=ann@example.com')).body as { data: unknown[] };
    expect(found.data).toHaveLength(2);
    expect(((await call('GET', '/contacts?email=no@example.com')).body as { data: unknown[] }).data).toEqual(
      [],
    );
    const byId = (await call('GET', '/contacts?idType=external&id=x1')).body as { data: unknown[] };
    expect(byId.data).toHaveLength(1);
    const patched = await call('PATCH', `/contacts/${id}`, {
      attributes: { twilio_sms_number: '+12025550123' },
    });
    expect(patched.body).toMatchObject({
      data: { attributes: { phone: '415 555', twilio_sms_number: '+12025550123', email: 'ann@example.com' } },
    });
    expect((await call('GET', '/contacts/1')).body).toEqual(envelope('not_found'));
    const { data } = (await call('GET', '/contacts/attributes')).body as {
      data: { properties: { name: string }[] };
    };
    expect(data.properties.map((property) => property.name)).toContain('twilio_sms_number');
  });

  test('a timeline event is stored in lower case', async () => {
    const { id } = sandbox.drift.addContact({ name: 'Ann' });
    const event = { contactId: id, event: 'SMS Follow-up Sent' };
    expect((await call('POST', '/contacts/timeline', event)).body).toMatchObject({
      data: { event: 'sms follow-up sent' },
    });
    expect((await call('POST', '/contacts/timeline', { ...event, contactId: 1 })).status).toBe(404);
  });

  test('users come as a list, one by one, and as a map', async () => {
    const list = (await call('GET', '/users/list')).body as { data: { id: number }[] };
    expect(list.data.map((user) => user.id)).toEqual([41, 42, 90, 91]);
    expect((await call('GET', '/users/41')).body).toMatchObject({
      data: { id: 41, orgId: 7007, bot: false },
    });
    expect((await call('GET', '/users?userId=41&userId=90')).body).toMatchObject({
      data: { '41': {}, '90': {} },
    });
    expect((await call('GET', '/users/1')).status).toBe(404);
  });
});

describe('control API', () => {
  test('an unknown switch or a wrong value is refused with its name, and nothing changes', async () => {
    const before = sandbox.drift.switches;
    const response = await fetch(`${sandbox.driftUrl}/_sandbox/switches`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ echo: 'maybe', nonsense: 1 }),
    });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: string };
    expect(error).toMatch(/echo/);
    expect(error).toMatch(/nonsense/);
    expect(sandbox.drift.switches).toEqual(before);
  });

  test('people chat over HTTP on both origins, and the ledger shows no credentials', async () => {
    const post = async (base: string, path: string, body: unknown) => {
      const response = await fetch(base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(200);
      return (await response.json()) as { conversation: { id: number } };
    };
    const control = `${sandbox.driftUrl}/_sandbox`;
    const { conversation } = await post(control, '/conversations', { contact: { name: 'Ann' }, body: 'Hi' });
    await post(`${sandbox.pageUrl}/drift`, `/conversations/${conversation.id}/messages`, {
      author: 'rep',
      body: 'Hey',
    });
    await post(control, `/conversations/${conversation.id}/phone`, { phone: '(415) 555-2671' });
    await post(control, `/conversations/${conversation.id}/status`, { status: 'closed' });
    await call('GET', `/conversations/${conversation.id}`);
    const state = (await (await fetch(`${control}/state`)).json()) as ReturnType<typeof sandbox.drift.state>;
    expect(JSON.stringify(state)).toContain('(415) 555-2671');
    const ledger = await (await fetch(`${control}/ledger`)).text();
    expect(ledger).toContain(`/conversations/${conversation.id}`);
    expect(ledger).not.toContain(accessToken);
    expect(ledger).not.toContain(sandboxCredentials.drift.verificationToken);
    const { lastSeq } = JSON.parse(ledger) as { lastSeq: number };
    const later = await (await fetch(`${control}/ledger?since=${lastSeq}`)).json();
    expect(later).toEqual({ entries: [], lastSeq });
  });

  test('the stream tells of a change', async () => {
    const abort = new AbortController();
    const response = await fetch(`${sandbox.driftUrl}/_sandbox/stream`, { signal: abort.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await next()).toMatch(/^event: change\ndata: \{.*"seq":0/);
    sandbox.drift.startConversation({ body: 'hi' });
    expect(await next()).toMatch(/"seq":[1-9]/);
    abort.abort();
  });

  test('two sandboxes in one process share nothing', async () => {
    const other = await startSandbox();
    sandbox.drift.startConversation({ body: 'hi' });
    expect(other.drift.store.conversations(7007)).toEqual([]);
    await other.close();
  });

  test('reset empties everything, and ids go on', async () => {
    const before = sandbox.drift.startConversation({ body: 'hi' }).conversation.id;
    sandbox.drift.setSwitches({ echo: false });
    await sandbox.drift.reset();
    expect(sandbox.drift.ledger.entries()).toEqual([]);
    expect(sandbox.drift.switches.echo).toBe(true);
    expect(sandbox.drift.startConversation({ body: 'hi' }).conversation.id).toBeGreaterThan(before);
  });
});
