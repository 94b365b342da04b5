import type { Place } from '../../platform/secrets/sealed.js';
import type { Client, Queryable } from '../../platform/db/pool.js';

/** An org's data key, wrapped by a key of the ring. */
export interface WrappedKey {
  readonly orgId: number;
  /** Of the ring's key. */
  readonly keyId: string;
  readonly wrapped: Buffer;
}

/** What a wrapped data key belongs to: in another org's row it does not open. */
export const placeOfDataKey = (orgId: number): Place => ['data_keys', String(orgId)];

/** Where `db` is a transaction, the key is not destroyed before that ends. */
export async function readDataKey(db: Queryable, orgId: number): Promise<Buffer | null> {
  const { rows } = await db.query<{ wrapped: Buffer }>(
    'SELECT wrapped FROM data_keys WHERE org_id = $1 FOR KEY SHARE',
    [orgId],
  );
  return rows[0]?.wrapped ?? null;
}

/** Waits for another transaction that inserts one for the org; the first one stays. */
export async function insertDataKey(db: Queryable, { orgId, keyId, wrapped }: WrappedKey): Promise<void> {
  await db.query(
    'INSERT INTO data_keys (org_id, key_id, wrapped) VALUES ($1, $2, $3) ON CONFLICT (org_id) DO NOTHING',
    [orgId, keyId, wrapped],
  );
}

export async function deleteDataKey(db: Queryable, orgId: number): Promise<void> {
  await db.query('DELETE FROM data_keys WHERE org_id = $1', [orgId]);
}

/** Orgs whose data key another key than this one wraps, from the lowest number above `after` on. */
export async function orgsNotUnder(
  db: Queryable,
  keyId: string,
  { after, most }: { readonly after: number; readonly most: number },
): Promise<number[]> {
  const { rows } = await db.query<{ orgId: number }>(
    `SELECT org_id AS "orgId" FROM data_keys WHERE key_id <> $1 AND org_id > $2 ORDER BY org_id LIMIT $3`,
    [keyId, after, most],
  );
  return rows.map(({ orgId }) => orgId);
}

/** Locks the org's data key until the transaction ends; null if this key wraps it by now, or it is gone. */
export async function lockDataKeyNotUnder(
  client: Client,
  keyId: string,
  orgId: number,
): Promise<Buffer | null> {
  const { rows } = await client.query<{ wrapped: Buffer }>(
    'SELECT wrapped FROM data_keys WHERE org_id = $2 AND key_id <> $1 FOR NO KEY UPDATE',
    [keyId, orgId],
  );
  return rows[0]?.wrapped ?? null;
}

export async function replaceDataKey(client: Client, { orgId, keyId, wrapped }: WrappedKey): Promise<void> {
  await client.query(
    'UPDATE data_keys SET key_id = $2, wrapped = $3, rewrapped_at = clock_timestamp() WHERE org_id = $1',
    [orgId, keyId, wrapped],
  );
}

export async function countDataKeysNotUnder(db: Queryable, keyId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM data_keys WHERE key_id <> $1',
    [keyId],
  );
  return rows[0]?.count ?? 0;
}

/** Deletes the data keys that this key of the ring wraps; returns their orgs. */
export async function deleteDataKeysUnder(client: Client, keyId: string): Promise<number[]> {
  const { rows } = await client.query<{ orgId: number }>(
    'DELETE FROM data_keys WHERE key_id = $1 RETURNING org_id AS "orgId"',
    [keyId],
  );
  return rows.map(({ orgId }) => orgId).sort((a, b) => a - b);
}

export async function listDataKeys(db: Queryable): Promise<WrappedKey[]> {
  const { rows } = await db.query<WrappedKey>(
    'SELECT org_id AS "orgId", key_id AS "keyId", wrapped FROM data_keys ORDER BY org_id',
  );
  return rows;
}
