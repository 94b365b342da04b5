import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createVault } from '../../../src/orgs/vault/vault.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { openTestPool } from '../../support/database.js';
import { testRing } from '../../support/keys.js';

let pool: Pool;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ pool, close } = await openTestPool(8));
});
afterAll(() => close());
beforeEach(async () => {
  await pool.query('TRUNCATE data_keys, key_checks');
});

const FIELD = 'connections/drift/access_token';
const TOKEN = 'token-of-an-org-that-nobody-may-read';
const sameKeys = () => createVault(testRing('k1'));

describe('the vault', () => {
  test('gives back what it sealed, also to another process, and keeps one key an org', async () => {
    const one = await sameKeys().seal(pool, 1, FIELD, TOKEN);
    const two = await sameKeys().seal(pool, 2, FIELD, TOKEN);
    expect(await sameKeys().open(pool, 1, FIELD, one)).toBe(TOKEN);
    expect(await sameKeys().open(pool, 2, FIELD, two)).toBe(TOKEN);
    expect((await pool.query('SELECT org_id, key_id FROM data_keys ORDER BY 1')).rows).toEqual([
      { org_id: 1, key_id: 'k1' },
      { org_id: 2, key_id: 'k1' },
    ]);
  });

  test('of first secrets that are sealed at once for an org, all open: the org has one key', async () => {
    const vaults = Array.from({ length: 8 }, sameKeys);
    const sealed = await Promise.all(
      vaults.map((vault, i) =>
        inTransaction(pool, async (client) => [i, await vault.seal(client, 1, FIELD, `token ${i}`)] as const),
      ),
    );
    for (const [i, value] of sealed) expect(await sameKeys().open(pool, 1, FIELD, value)).toBe(`token ${i}`);
  });

  test('a value that was copied to another org, row or field does not open there', async () => {
    const vault = sameKeys();
    const sealed = await vault.seal(pool, 1, FIELD, TOKEN);
    await vault.seal(pool, 2, FIELD, 'its own');
    await expect(vault.open(pool, 2, FIELD, sealed)).rejects.toMatchObject({ code: 'sealed_unreadable' });
    for (const elsewhere of ['connections/drift/refresh_token', 'connections/twilio/access_token'])
      await expect(vault.open(pool, 1, elsewhere, sealed)).rejects.toMatchObject({ why: 'altered' });
    // Neither does an org's key in the row of another one.
    await pool.query(
      'UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE org_id = 1) WHERE org_id = 2',
    );
    await expect(sameKeys().open(pool, 2, FIELD, sealed)).rejects.toMatchObject({ why: 'altered' });
  });

  test('a key whose transaction was rolled back seals nothing afterwards', async () => {
    const vault = sameKeys();
    await expect(
      inTransaction(pool, async (client) => {
        await vault.seal(client, 1, FIELD, 'first');
        await vault.seal(client, 1, FIELD, 'second');
        throw new Error('the install has failed');
      }),
    ).rejects.toThrow('the install has failed');
    const sealed = await vault.seal(pool, 1, FIELD, TOKEN);
    expect(await sameKeys().open(pool, 1, FIELD, sealed)).toBe(TOKEN);
  });

  test('destroyed, nothing of the org opens any more, in no process, and what is sealed later has a new key', async () => {
    const [vault, elsewhere] = [sameKeys(), sameKeys()];
    const sealed = await vault.seal(pool, 1, FIELD, TOKEN);
    const other = await vault.seal(pool, 2, FIELD, TOKEN);
    expect(await elsewhere.open(pool, 1, FIELD, sealed)).toBe(TOKEN); // it has the key in memory now
    await vault.destroy(pool, 1);
    for (const one of [vault, elsewhere])
      await expect(one.open(pool, 1, FIELD, sealed)).rejects.toMatchObject({ why: 'key_gone' });
    const later = await vault.seal(pool, 1, FIELD, 'a later one');
    for (const one of [vault, elsewhere]) {
      expect(await one.open(pool, 1, FIELD, later)).toBe('a later one');
      await expect(one.open(pool, 1, FIELD, sealed)).rejects.toMatchObject({ why: 'other_key' });
      expect(await one.open(pool, 2, FIELD, other)).toBe(TOKEN);
    }
  });

  test("waits with the destruction until a secret that is being sealed is stored, so that none is left without its key's row", async () => {
    const vault = sameKeys();
    await vault.seal(pool, 1, FIELD, TOKEN);
    const order: string[] = [];
    let destroyed: Promise<unknown> = Promise.resolve();
    await inTransaction(pool, async (client) => {
      await vault.seal(client, 1, FIELD, TOKEN);
      destroyed = vault.destroy(pool, 1).then(() => order.push('destroyed'));
      await client.query('SELECT pg_sleep(0.1)');
      order.push('stored');
    });
    await destroyed;
    expect(order).toEqual(['stored', 'destroyed']);
  });

  test('seals and opens nothing without keys, and says how to make one', async () => {
    const none = createVault(null);
    const sealed = await sameKeys().seal(pool, 1, FIELD, TOKEN);
    for (const refused of [none.seal(pool, 1, FIELD, TOKEN), none.open(pool, 1, FIELD, sealed)])
      await expect(refused).rejects.toMatchObject({
        code: 'encryption_keys_missing',
        message: expect.stringContaining('ENCRYPTION_KEYS=k1:$(openssl rand -base64 32)') as unknown,
      });
    expect((await pool.query('SELECT org_id FROM data_keys')).rows).toHaveLength(1);
  });

  test('names the key that it lacks', async () => {
    const sealed = await sameKeys().seal(pool, 1, FIELD, TOKEN);
    await expect(createVault(testRing('k2')).open(pool, 1, FIELD, sealed)).rejects.toMatchObject({
      code: 'wrong_encryption_keys',
      keyId: 'k1',
    });
  });

  test('leaves the secret in clear in no table', async () => {
    await pool.query(
      `INSERT INTO connections (org_id, vendor, edition, state, access_token, refresh_token) VALUES (1, 'drift', 'write', 'connected', $1, $2)`,
      [
        await sameKeys().seal(pool, 1, FIELD, TOKEN),
        await sameKeys().seal(pool, 1, 'connections/drift/refresh_token', TOKEN),
      ],
    );
    const { rows: tables } = await pool.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const forms = ['hex', 'base64', 'utf8'] as const;
    for (const { name } of tables) {
      const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      const text = rows.map(({ row }) => row).join('\n');
      for (const form of forms) {
        const canary = Buffer.from(TOKEN).toString(form).replace(/=+$/, '');
        expect([name, form, text.includes(canary)]).toEqual([name, form, false]);
      }
    }
    expect(tables.length).toBeGreaterThan(25);
  });
});
