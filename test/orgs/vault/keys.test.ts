import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { abandonKey } from '../../../src/orgs/vault/abandon-key.js';
import {
  checkKeys,
  findUnopenable,
  forgetUnusedKeys,
  listUsedKeys,
} from '../../../src/orgs/vault/check-keys.js';
import { countDataKeysNotUnder } from '../../../src/orgs/vault/data-keys.js';
import { rewrapDataKeys } from '../../../src/orgs/vault/rewrap.js';
import { createVault } from '../../../src/orgs/vault/vault.js';
import { connectOrg, getOrg } from '../../../src/orgs/registry/registry.js';
import { inTransaction, createPool, type Pool } from '../../../src/platform/db/pool.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { KeyRing } from '../../../src/platform/secrets/key-ring.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { testKeys, testRing } from '../../support/keys.js';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  const log = createLogger('test', 'silent');
  pool = createPool({ url: database.appUrl, size: 6, name: 'test', timeoutMs: 10_000, log });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query('DELETE FROM data_keys');
  await pool.query('DELETE FROM key_checks');
});

const FIELD = 'connections/drift/access_token';
const differing = (): KeyRing => {
  const ring = KeyRing.parse(testKeys('other').replace('other:', 'k1:'));
  if (ring === null) throw new Error('not a ring');
  return ring;
};
const used = async () => (await listUsedKeys(pool)).map(({ keyId, orgs }) => [keyId, orgs]);

/** So many orgs with a secret each; resolves to what is stored. */
async function seal(ids: readonly number[], ...keys: string[]): Promise<Map<number, Buffer>> {
  const vault = createVault(testRing(...keys));
  const sealed = new Map<number, Buffer>();
  for (const orgId of ids) sealed.set(orgId, await vault.seal(pool, orgId, FIELD, `token of ${orgId}`));
  return sealed;
}

async function expectToOpen(sealed: ReadonlyMap<number, Buffer>, ...keys: string[]): Promise<void> {
  const vault = createVault(testRing(...keys));
  for (const [orgId, value] of sealed)
    expect(await vault.open(pool, orgId, FIELD, value)).toBe(`token of ${orgId}`);
}

describe('a start', () => {
  test('needs no keys while nothing is sealed', async () => {
    await expect(checkKeys(pool, null)).resolves.toBeUndefined();
    expect(await used()).toEqual([]);
  });

  test('is refused without the keys, without one of them, and with another one by the same name; then it leaves no trace', async () => {
    await checkKeys(pool, testRing('k1'));
    await seal([1, 2], 'k1');
    for (const [ring, words] of [
      [null, 'ENCRYPTION_KEYS is not set'],
      [testRing('k2'), 'lacks the key "k1"'],
      [differing(), 'another key by the name "k1"'],
    ] as const)
      await expect(checkKeys(pool, ring)).rejects.toMatchObject({
        code: 'wrong_encryption_keys',
        message: expect.stringMatching(new RegExp(`${words}.*2 orgs`)) as unknown,
      });
    expect(await used()).toEqual([['k1', 2]]);
    await expect(checkKeys(pool, testRing('k1'))).resolves.toBeUndefined();
  });

  test('is refused with other keys than the first process had, also if that has sealed nothing yet', async () => {
    await checkKeys(pool, testRing('k1'));
    await expect(checkKeys(pool, null)).rejects.toMatchObject({ code: 'wrong_encryption_keys' });
    await expect(checkKeys(pool, testRing('k2'))).rejects.toThrow('lacks the key "k1"');
    await expect(checkKeys(pool, testRing('k2', 'k1'))).resolves.toBeUndefined();
  });

  test('with different keys of one name at the same moment succeeds for one of them', async () => {
    const starts = await Promise.allSettled([checkKeys(pool, testRing('k1')), checkKeys(pool, differing())]);
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('is refused if a row names a key that nobody has started with', async () => {
    await seal([1], 'k1');
    await expect(checkKeys(pool, testRing('k2'))).rejects.toThrow('lacks the key "k1"');
  });
});

describe('a rotation', () => {
  test('brings every org under the new key while all secrets stay as they are, and then the old key may go', async () => {
    await checkKeys(pool, testRing('k1'));
    const sealed = await seal([1, 2, 3], 'k1');
    const ring = testRing('k2', 'k1');
    await checkKeys(pool, ring);
    expect(await countDataKeysNotUnder(pool, 'k2')).toBe(3);
    expect(await forgetUnusedKeys(pool, 'k2')).toEqual([]); // it is still in use
    expect(await rewrapDataKeys(pool, ring)).toEqual({ rewrapped: 3, failed: [] });
    expect(await countDataKeysNotUnder(pool, 'k2')).toBe(0);
    expect(await forgetUnusedKeys(pool, 'k2')).toEqual(['k1']);
    await checkKeys(pool, testRing('k2'));
    await expectToOpen(sealed, 'k2');
    expect(await rewrapDataKeys(pool, ring)).toEqual({ rewrapped: 0, failed: [] });
  });

  test('runs beside processes that seal and open, and beside another run', async () => {
    const ids = Array.from({ length: 120 }, (_, i) => i);
    const sealed = await seal(ids, 'k1');
    const ring = testRing('k2', 'k1');
    const vault = createVault(ring);
    const told: number[] = [];
    const [one, two] = await Promise.all([
      rewrapDataKeys(pool, ring, ({ rewrapped }) => told.push(rewrapped)),
      rewrapDataKeys(pool, ring),
      ...ids.slice(0, 40).map(async (orgId) => {
        const value = sealed.get(orgId) ?? Buffer.alloc(0);
        expect(await vault.open(pool, orgId, FIELD, value)).toBe(`token of ${orgId}`);
        sealed.set(orgId, await vault.seal(pool, orgId, FIELD, `token of ${orgId}`));
      }),
    ]);
    expect(one.rewrapped + two.rewrapped).toBe(120);
    expect(told.length).toBeGreaterThan(1);
    await expectToOpen(sealed, 'k2');
  });

  test('goes on past an org whose key does not open, and says which', async () => {
    const sealed = await seal([1, 2, 3], 'k1');
    await pool.query(
      'UPDATE data_keys SET wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1) WHERE org_id = 2',
    );
    const ring = testRing('k2', 'k1');
    expect(await rewrapDataKeys(pool, ring)).toEqual({ rewrapped: 2, failed: [2] });
    expect(await findUnopenable(pool, ring)).toEqual([2]);
    expect(await used()).toEqual([
      ['k1', 1],
      ['k2', 2],
    ]);
    sealed.delete(2);
    await expectToOpen(sealed, 'k2');
  });

  test('killed with SIGKILL again and again, goes on with what is left; every secret opens at every moment', async () => {
    const sealed = await seal(
      Array.from({ length: 400 }, (_, i) => i + 1),
      'k1',
    );
    const left = () => countDataKeysNotUnder(pool, 'k2');
    const script = new URL('./rewrap-once.ts', import.meta.url);
    const env = { ...process.env, REWRAP_DATABASE_URL: database.appUrl, REWRAP_KEYS: testKeys('k2', 'k1') };
    for (let kills = 0; kills < 2; kills++) {
      const before = await left();
      const child = fork(script, { env, execArgv: ['--import', 'tsx'], stdio: 'ignore' });
      const ended = once(child, 'exit');
      await eventually('it has rewrapped some', async () => (await left()) < before);
      child.kill('SIGKILL');
      await ended;
      expect(await left()).toBeGreaterThan(0);
      await expectToOpen(sealed, 'k2', 'k1');
    }
    await rewrapDataKeys(pool, testRing('k2', 'k1'));
    expect(await left()).toBe(0);
    await expectToOpen(sealed, 'k2');
  });
});

describe('a key that is lost for good', () => {
  test('is given up: what it sealed is gone, orgs that connected by tokens connect again, all others go on', async () => {
    const kim = { operator: 'Kim', via: 'command' } as const;
    await checkKeys(pool, testRing('k1'));
    for (const [orgId, source] of [
      [1, 'oauth'],
      [2, 'environment'],
      [3, 'oauth'],
    ] as const)
      await inTransaction(pool, (client) => connectOrg(client, { orgId, source }, kim));
    const lost = await seal([1, 2], 'k1');
    const kept = await seal([3], 'k2');
    await expect(checkKeys(pool, testRing('k2'))).rejects.toThrow('lacks the key "k1"');
    expect(await abandonKey(pool, 'k1', kim)).toEqual([1, 2]);
    await expect(checkKeys(pool, testRing('k2'))).resolves.toBeUndefined();
    await expectToOpen(kept, 'k2');
    expect([
      (await getOrg(pool, 1))?.state,
      (await getOrg(pool, 2))?.state,
      (await getOrg(pool, 3))?.state,
    ]).toEqual(['reconnect_required', 'connected', 'connected']);
    const vault = createVault(testRing('k2'));
    await expect(vault.open(pool, 1, FIELD, lost.get(1) ?? Buffer.alloc(0))).rejects.toMatchObject({
      why: 'key_gone',
    });
    await expectToOpen(await seal([1], 'k2'), 'k2');
  });
});
