import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { KeysMissing, type KeyEncryption } from '../../platform/secrets/key-encryption.js';
import { CannotOpen, open, seal, type Place, type SealingKey } from '../../platform/secrets/sealed.js';
import type { Queryable } from '../../platform/db/pool.js';
import { deleteDataKey, insertDataKey, placeOfDataKey, readDataKey } from './data-keys.js';
import { KeyCache } from './key-cache.js';

/**
 * Seals what is secret of an org with a key of its own. `field` says where the value is stored, down to the row, such as
 * `connections/drift/access_token`: a value that was copied to another org, row or field does not open.
 */
export interface Vault {
  /** In the transaction that stores the value, so that the org's key is there when the value is. @throws KeysMissing, UnknownKey */
  seal(client: Queryable, orgId: number, field: string, plaintext: string): Promise<Buffer>;
  /** @throws KeysMissing, UnknownKey, CannotOpen */
  open(client: Queryable, orgId: number, field: string, sealed: Buffer): Promise<string>;
  /** Destroys the org's key, and with it all that was sealed for the org. What is sealed later gets a new one. */
  destroy(client: Queryable, orgId: number): Promise<void>;
}

const KEY_BYTES = 32;

/** `keys`: null where none are configured; then nothing is sealed. */
export function createVault(keys: KeyEncryption | null, cache = new KeyCache()): Vault {
  const required = (): KeyEncryption => {
    if (keys === null) throw new KeysMissing();
    return keys;
  };

  /** The row decides which key it is; the cache only spares unwrapping it. So a key that was never committed, or is gone, is not used. */
  const existing = async (client: Queryable, orgId: number): Promise<SealingKey | null> => {
    const wrapped = await readDataKey(client, orgId);
    if (wrapped === null) return null;
    const known = cache.get(orgId, wrapped);
    if (known !== null) return known;
    const unwrapped = asKey(await required().unwrap(placeOfDataKey(orgId), wrapped));
    cache.put(orgId, wrapped, unwrapped);
    return unwrapped;
  };

  const made = async (client: Queryable, orgId: number): Promise<SealingKey> => {
    const { activeId: keyId } = required();
    const wrapped = await required().wrap(placeOfDataKey(orgId), randomBytes(KEY_BYTES));
    await insertDataKey(client, { orgId, keyId, wrapped });
    const key = await existing(client, orgId); // ours, or that of whoever was quicker
    if (key === null) throw new CannotOpen('key_gone');
    return key;
  };

  return {
    seal: async (client, orgId, field, plaintext) => {
      required();
      const key = (await existing(client, orgId)) ?? (await made(client, orgId));
      return seal(key, placeOf(orgId, field), Buffer.from(plaintext));
    },
    open: async (client, orgId, field, sealed) => {
      required();
      const key = await existing(client, orgId);
      if (key === null) throw new CannotOpen('key_gone');
      return open(key, placeOf(orgId, field), sealed).toString('utf8');
    },
    destroy: async (client, orgId) => {
      await deleteDataKey(client, orgId);
      cache.drop(orgId);
    },
  };
}

const placeOf = (orgId: number, field: string): Place => ['org', String(orgId), field];

/** Named by a digest, so that a value that an org's former key has sealed is told from one that was altered. */
const asKey = (bytes: Buffer): SealingKey => ({
  id: createHash('sha256').update('data key\0').update(bytes).digest('hex').slice(0, 16),
  key: createSecretKey(bytes),
});
