import type { Queryable } from '../../platform/db/pool.js';
import type { ErrorCode } from '../../platform/errors/codes.js';
import type { KeyEncryption } from '../../platform/secrets/key-encryption.js';
import type { Place } from '../../platform/secrets/sealed.js';
import { listDataKeys, placeOfDataKey } from './data-keys.js';
import { unwrapOrNull } from './unwrap-or-null.js';

/** This process's keys are not those of the database. It must do nothing before somebody has looked. */
export class WrongKeys extends Error {
  override readonly name = 'WrongKeys';
  readonly code = 'wrong_encryption_keys' satisfies ErrorCode;
}

const VALUE = Buffer.from('textback');
const placeOfCheck = (keyId: string): Place => ['key_checks', keyId];

export interface UsedKey {
  readonly keyId: string;
  /** How many orgs' data keys it wraps. */
  readonly orgs: number;
  /** Null: no process has started with it as its active key. */
  readonly check: Buffer | null;
}

/** The keys that something was sealed with, or that a process has shown as its active one. */
export async function listUsedKeys(db: Queryable): Promise<UsedKey[]> {
  const { rows } = await db.query<UsedKey>(
    `SELECT key_id AS "keyId", count(d.org_id)::int AS orgs, c.value AS "check"
     FROM data_keys d FULL JOIN key_checks c USING (key_id) GROUP BY key_id, c.value ORDER BY key_id`,
  );
  return rows;
}

/**
 * Makes sure that this process can open whatever was sealed, and that it means the same keys by their names as every other process.
 * Before anything else is done at a start. @throws WrongKeys, or what PostgreSQL says
 */
export async function checkKeys(db: Queryable, keys: KeyEncryption | null): Promise<void> {
  await assertAllKnown(db, keys);
  if (keys === null) return;
  const { activeId } = keys;
  // Only now: a process with wrong keys leaves no trace that would keep out those with the right ones.
  await db.query('INSERT INTO key_checks (key_id, value) VALUES ($1, $2) ON CONFLICT (key_id) DO NOTHING', [
    activeId,
    await keys.wrap(placeOfCheck(activeId), VALUE),
  ]);
  await assertAllKnown(db, keys); // another process may have been quicker, with another key of this name
}

async function assertAllKnown(db: Queryable, keys: KeyEncryption | null): Promise<void> {
  for (const used of await listUsedKeys(db)) {
    const fault = await faultOf(used, keys);
    if (fault !== null)
      throw new WrongKeys(`${faultWords[fault](used.keyId)} ${whatItCosts(used)} ${LOOK_UP}`);
  }
}

export type KeyFault = 'missing' | 'unknown' | 'differs';

/** Why this process cannot work with a key that is in use; null if it can. */
export async function faultOf(
  { keyId, check }: UsedKey,
  keys: KeyEncryption | null,
): Promise<KeyFault | null> {
  if (keys === null) return 'missing';
  if (!keys.has(keyId)) return 'unknown';
  return check === null || (await unwrapOrNull(keys, placeOfCheck(keyId), check))?.equals(VALUE)
    ? null
    : 'differs';
}

const faultWords: Readonly<Record<KeyFault, (keyId: string) => string>> = {
  missing: (keyId) => `ENCRYPTION_KEYS is not set, and this database is used with the key "${keyId}".`,
  unknown: (keyId) => `ENCRYPTION_KEYS lacks the key "${keyId}", which this database is used with.`,
  differs: (keyId) => `ENCRYPTION_KEYS has another key by the name "${keyId}" than this database.`,
};

const whatItCosts = ({ orgs }: UsedKey): string =>
  orgs === 0
    ? 'It has sealed nothing so far.'
    : `The secrets of ${orgs} ${orgs === 1 ? 'org are' : 'orgs are'} sealed with it.`;

const LOOK_UP =
  'Gateways and workers need the same keys; see docs/runbook.md#the-encryption-keys-do-not-fit.';

/** Orgs whose data key does not open with these keys. */
export async function findUnopenable(db: Queryable, keys: KeyEncryption): Promise<number[]> {
  const orgs: number[] = [];
  for (const { orgId, wrapped } of await listDataKeys(db))
    if ((await unwrapOrNull(keys, placeOfDataKey(orgId), wrapped)) === null) orgs.push(orgId);
  return orgs;
}

/** Forgets the keys that wrap nothing any more, but for the active one; returns their names. They may then leave the ring. */
export async function forgetUnusedKeys(db: Queryable, activeId: string | null): Promise<string[]> {
  const { rows } = await db.query<{ keyId: string }>(
    `DELETE FROM key_checks c WHERE key_id IS DISTINCT FROM $1 AND NOT EXISTS (SELECT FROM data_keys d WHERE d.key_id = c.key_id)
     RETURNING key_id AS "keyId"`,
    [activeId],
  );
  return rows.map(({ keyId }) => keyId).sort();
}

export async function forgetKey(db: Queryable, keyId: string): Promise<void> {
  await db.query('DELETE FROM key_checks WHERE key_id = $1', [keyId]);
}
