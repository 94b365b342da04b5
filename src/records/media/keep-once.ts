import type { Pool } from '../../platform/db/pool.js';
import { MediaRefused } from '../../contracts/media-refusals.js';
import { findMedia, refuseMedia, storeMedia, type MediaFile, type MediaSource } from './store.js';

/**
 * Stores a file for `ttlMs`, or the reason why it cannot be fetched. Once the outcome is known, a repeat fetches nothing.
 * `fetch` throws MediaRefused for permanent failures; any other error counts as temporary, and nothing is stored.
 */
export async function keepOnce(
  pool: Pool,
  source: MediaSource,
  ttlMs: number,
  fetch: () => Promise<MediaFile>,
): Promise<'stored' | 'refused'> {
  const [known] = await findMedia(pool, source.orgId, [source.sourceKey]);
  if (known) return known.state;
  try {
    await storeMedia(pool, source, await fetch(), ttlMs);
    return 'stored';
  } catch (error) {
    if (!(error instanceof MediaRefused)) throw error;
    await refuseMedia(pool, source, error.refusal, ttlMs);
    return 'refused';
  }
}
