import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { NamedEvent } from '../../../src/contracts/events.js';
import type { Edition } from '../../../src/contracts/scopes.js';
import { insertOrg } from '../../../src/orgs/registry/registry.js';
import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { checkHeaders, createVouches, foreignEvent, provedApps } from '../../../src/web/gateway/chat-apps.js';
import { configuredWebhooks } from '../../../src/web/gateway/webhooks.js';
import { openTestPool } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';

const config = loadConfig({
  SANDBOX: 'on',
  DRIFT_APP_VERIFICATION_TOKEN: 'sandbox-app-verification-token',
  DRIFT_READ_APP_VERIFICATION_TOKEN: 'sandbox-read-app-verification-token',
});
const { chat: apps } = configuredWebhooks(config);
const body = Buffer.from('{}');
const provedBy = (token: string) =>
  provedApps(checkHeaders(apps, { 'x-verification-token': token }, body), {});

describe('whom a webhook of the vendor of chats proves', () => {
  test.each([
    ['sandbox-verification-token', ['environment']],
    ['sandbox-app-verification-token', ['write']],
    ['sandbox-read-app-verification-token', ['read']],
  ])('%s is the token of %j', (token, kinds) => {
    expect(provedBy(token)).toEqual(kinds);
  });

  test('no token proves nothing', () => {
    expect(() => provedBy('something else')).toThrow('missing or wrong');
    expect(() => provedApps(checkHeaders(apps, {}, body), {})).toThrow('missing or wrong');
  });

  test('an app that shares the private app’s token is as hard to forge as that', () => {
    const shared = configuredWebhooks(
      loadConfig({ SANDBOX: 'on', DRIFT_SIGNING_SECRET: 'sandbox-signing-secret' }),
    );
    const headers = { 'x-verification-token': 'sandbox-verification-token' };
    expect(() => checkHeaders(shared.chat, headers, body)).toThrow('missing or wrong');
  });
});

describe('an app vouches for', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterAll(() => close());
  beforeEach(async () => {
    await pool.query('TRUNCATE orgs, connections');
  });
  const connect = async (orgId: number, edition: Edition) => {
    await inTransaction(pool, (client) => insertOrg(client, { orgId, source: 'oauth' }));
    await pool.query(
      `INSERT INTO connections (org_id, vendor, edition, state) VALUES ($1, 'drift', $2, 'connected')`,
      [orgId, edition],
    );
  };

  test('the orgs that are connected through it, and for no other', async () => {
    await inTransaction(pool, (client) => insertOrg(client, { orgId: 7007, source: 'environment' }));
    await connect(8101, 'write');
    await connect(8102, 'read');
    const vouches = createVouches(pool);
    const table = [];
    for (const app of ['environment', 'write', 'read'] as const)
      for (const orgId of [7007, 8101, 8102, 9999]) if (await vouches([app], orgId)) table.push([app, orgId]);
    expect(table).toEqual([
      ['environment', 7007],
      ['write', 8101],
      ['read', 8102],
    ]);
  });

  test('whichever org nobody has connected, until the environment’s is known', async () => {
    await connect(8101, 'write');
    const vouches = createVouches(pool);
    expect(await vouches(['environment'], 7007)).toBe(true);
    expect(await vouches(['environment'], 8101)).toBe(false);
    expect(await vouches(['write'], 7007)).toBe(false);
  });

  test('an org within seconds of its connecting', async () => {
    const vouches = createVouches(pool);
    expect(await vouches(['write'], 8101)).toBe(false);
    await connect(8101, 'write');
    expect(await eventually('it is known', () => vouches(['write'], 8101))).toBe(true);
  });
});

test('an event that its app does not vouch for never stands in the way of the real one', () => {
  const real = { eventKey: '8101:new_message:1', eventId: 'evt_1', event: { kind: 'other' } } as NamedEvent;
  const foreign = foreignEvent(real);
  expect(foreign.eventKey).not.toBe(real.eventKey);
  expect(foreign).toMatchObject({ event: { kind: 'unreadable', why: 'foreign_org', conversationId: null } });
});
