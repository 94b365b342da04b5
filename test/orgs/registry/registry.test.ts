import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { registerEnvironmentOrg } from '../../../src/orgs/registry/environment-org.js';
import { changeOrgState, connectOrg, getOrg, listOrgs } from '../../../src/orgs/registry/registry.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { openTestPool } from '../../support/database.js';

let pool: Pool;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ pool, close } = await openTestPool());
});
afterAll(() => close());
beforeEach(async () => {
  await pool.query('TRUNCATE orgs, audit_log');
});

const kim = { operator: 'Kim', via: 'console' } as const;
const move = (orgId: number, to: Parameters<typeof changeOrgState>[1]['to'], why: string | null = null) =>
  inTransaction(pool, (client) => changeOrgState(client, { orgId, to, why }));
const audit = async () =>
  (
    await pool.query<Record<string, unknown>>(
      'SELECT operator, via, org_id AS "orgId", target, result FROM audit_log ORDER BY id',
    )
  ).rows;

describe("the environment's org", () => {
  test('has its row once its number is known, whatever number of workers starts; nobody did that, so the audit log is empty', async () => {
    await Promise.all(Array.from({ length: 5 }, () => registerEnvironmentOrg(pool, 7007)));
    expect(await listOrgs(pool)).toMatchObject([{ orgId: 7007, source: 'environment', state: 'connected' }]);
    expect(await audit()).toEqual([]);
  });

  test('gives way when the environment has the credentials of another org, and is back when it has its own again', async () => {
    await registerEnvironmentOrg(pool, 7007);
    await registerEnvironmentOrg(pool, 7008);
    expect(await getOrg(pool, 7007)).toMatchObject({
      state: 'disconnected',
      why: 'the environment has the credentials of another org',
    });
    await registerEnvironmentOrg(pool, 7007);
    expect(await getOrg(pool, 7007)).toMatchObject({ state: 'connected', why: null });
    expect(await getOrg(pool, 7008)).toMatchObject({ state: 'disconnected' });
    expect((await audit()).map(({ orgId, via, result }) => [orgId, via, result])).toEqual([
      [7007, 'system', 'org_disconnected'],
      [7008, 'system', 'org_disconnected'],
      [7007, 'system', 'org_connected'],
    ]);
  });
});

describe('the state of an org', () => {
  test('changes with an audit entry, and a repetition changes nothing and writes nothing', async () => {
    await inTransaction(pool, (client) =>
      connectOrg(client, { orgId: 1, source: 'oauth', name: 'Acme' }, kim),
    );
    expect(await move(1, 'reconnect_required', 'the refresh token is refused')).toBe(true);
    const once = await getOrg(pool, 1);
    expect(await move(1, 'reconnect_required', 'again')).toBe(false);
    expect(await getOrg(pool, 1)).toEqual(once);
    expect(once).toMatchObject({ name: 'Acme', why: 'the refresh token is refused' });
    expect(await audit()).toEqual([
      { operator: 'Kim', via: 'console', orgId: 1, target: 'org 1', result: 'org_connected' },
      { operator: 'Textback', via: 'system', orgId: 1, target: 'org 1', result: 'org_reconnect_required' },
    ]);
  });

  test('an org that connects again is connected, whatever was before', async () => {
    const connect = () =>
      inTransaction(pool, (client) => connectOrg(client, { orgId: 2, source: 'oauth' }, kim));
    for (const before of ['connected', 'reconnect_required', 'disconnected'] as const) {
      await connect();
      await move(2, before);
      await connect();
      expect(await getOrg(pool, 2)).toMatchObject({ state: 'connected', why: null });
    }
  });

  test('a disconnected org has no credentials that could be refused', async () => {
    await inTransaction(pool, (client) => connectOrg(client, { orgId: 3, source: 'oauth' }, kim));
    await move(3, 'disconnected');
    expect(await move(3, 'reconnect_required')).toBe(false);
    expect(await getOrg(pool, 3)).toMatchObject({ state: 'disconnected' });
  });

  test('of an org that is not there does not change', async () => {
    expect(await move(4, 'disconnected')).toBe(false);
    expect(await audit()).toEqual([]);
  });

  test('moved by two at once, changes once', async () => {
    await inTransaction(pool, (client) => connectOrg(client, { orgId: 5, source: 'oauth' }, kim));
    const moved = await Promise.all([1, 2, 3, 4].map(() => move(5, 'reconnect_required')));
    expect(moved.filter(Boolean)).toHaveLength(1);
  });
});
