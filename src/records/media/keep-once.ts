import type { Pool } from '../../platform/db/pool.js';
import { MediaRefused } from '../../contracts/media-refusals.js';
import { findMedia, refuseMedia, storeMedia, type MediaFile, type MediaSource } from './store.js';

/**
 * Keeps a file for `ttlMs`, or why it will not be had. Once it is settled it stays so: a repeat fetches nothing.
 * `fetch` throws MediaRefused for what will not change; what else it throws may pass, and nothing is kept.
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
