import { hkdfSync } from 'node:crypto';
import type { Queryable } from '../../platform/db/pool.js';

const BYTES = 32;

/**
 * The keys that sign cookies and form tokens, made of the installation's own key in PostgreSQL. What they sign is shown to
 * anybody, so they must not be made of a secret that could be guessed.
 *
 * The libraries want their keys when the routes are declared, and a gateway starts also while PostgreSQL is away: so they are
 * given the buffers, and `load` fills them before the first page is made.
 */
export class ConsoleKeys {
  readonly cookies = Buffer.alloc(BYTES);
  readonly forms = Buffer.alloc(BYTES);
  #loaded: Promise<void> | null = null;

  /** Reads the key once; a failed attempt is repeated at the next call. */
  load(db: Queryable): Promise<void> {
    this.#loaded ??= this.#read(db).catch((error: unknown) => {
      this.#loaded = null;
      throw error;
    });
    return this.#loaded;
  }

  async #read(db: Queryable): Promise<void> {
    const { rows } = await db.query<{ key: string }>('SELECT key FROM console_key');
    const key = rows[0]?.key;
    if (key === undefined || key === '') throw new Error('the table console_key has no key');
    for (const purpose of ['cookies', 'forms'] as const)
      this[purpose].set(new Uint8Array(hkdfSync('sha256', key, '', `textback console: ${purpose}`, BYTES)));
  }
}
