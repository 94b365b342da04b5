import type { SealingKey } from '../../platform/secrets/sealed.js';

const KEPT_MS = 5 * 60_000;

interface Entry {
  readonly wrapped: Buffer;
  readonly key: SealingKey;
  readonly timer: NodeJS.Timeout;
}

/**
 * Data keys that were unwrapped lately, one an org. Each is forgotten after its time, used or not, so that a process does not hold the
 * keys of every org that it ever worked for.
 */
export class KeyCache {
  readonly #entries = new Map<number, Entry>();
  readonly #keptMs: number;

  constructor(keptMs = KEPT_MS) {
    this.#keptMs = keptMs;
  }

  /** Only the key that is wrapped like this: after a rotation, or in the place of one that was destroyed, the row has another. */
  get(orgId: number, wrapped: Buffer): SealingKey | null {
    const entry = this.#entries.get(orgId);
    return entry?.wrapped.equals(wrapped) === true ? entry.key : null;
  }

  put(orgId: number, wrapped: Buffer, key: SealingKey): void {
    this.drop(orgId);
    const timer = setTimeout(() => this.drop(orgId), this.#keptMs);
    timer.unref();
    this.#entries.set(orgId, { wrapped, key, timer });
  }

  drop(orgId: number): void {
    clearTimeout(this.#entries.get(orgId)?.timer);
    this.#entries.delete(orgId);
  }

  get size(): number {
    return this.#entries.size;
  }
}
