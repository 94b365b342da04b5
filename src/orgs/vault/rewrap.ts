import { inTransaction, type Pool } from '../../platform/db/pool.js';
import type { KeyEncryption } from '../../platform/secrets/key-encryption.js';
import {
  countDataKeysNotUnder,
  lockDataKeyNotUnder,
  orgsNotUnder,
  placeOfDataKey,
  replaceDataKey,
} from './data-keys.js';
import { unwrapOrNull } from './unwrap-or-null.js';

const BATCH = 50;

export interface RewrapProgress {
  readonly rewrapped: number;
  /** Of this run, those that cannot be rewrapped included. */
  readonly all: number;
}

export interface Rewrapped {
  readonly rewrapped: number;
  /** Orgs whose data key does not open with these keys. */
  readonly failed: readonly number[];
}

/**
 * Wraps every org's data key with the active key. What was sealed stays as it is, and processes go on meanwhile. Each org is committed by
 * itself, so that a run that was killed, or one beside another, goes on with what is left.
 */
export async function rewrapDataKeys(
  pool: Pool,
  keys: KeyEncryption,
  onProgress: (progress: RewrapProgress) => void = () => undefined,
): Promise<Rewrapped> {
  const { activeId } = keys;
  const all = await countDataKeysNotUnder(pool, activeId);
  const failed: number[] = [];
  let rewrapped = 0;
  let after = -1;
  for (;;) {
    const orgs = await orgsNotUnder(pool, activeId, { after, most: BATCH });
    if (orgs.length === 0) return { rewrapped, failed };
    for (const orgId of orgs) {
      after = orgId;
      const outcome = await rewrapOne(pool, keys, orgId);
      if (outcome === 'rewrapped') rewrapped += 1;
      if (outcome === 'failed') failed.push(orgId);
    }
    onProgress({ rewrapped, all });
  }
}

const rewrapOne = (
  pool: Pool,
  keys: KeyEncryption,
  orgId: number,
): Promise<'rewrapped' | 'failed' | 'by somebody else'> =>
  inTransaction(pool, async (client) => {
    const wrapped = await lockDataKeyNotUnder(client, keys.activeId, orgId);
    if (wrapped === null) return 'by somebody else';
    const place = placeOfDataKey(orgId);
    const dataKey = await unwrapOrNull(keys, place, wrapped);
    if (dataKey === null) return 'failed';
    await replaceDataKey(client, { orgId, keyId: keys.activeId, wrapped: await keys.wrap(place, dataKey) });
    return 'rewrapped';
  });
