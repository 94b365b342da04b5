import { createSecretKey, type KeyObject } from 'node:crypto';
import { UnknownKey, type KeyEncryption } from './key-encryption.js';
import { keyIdOf, open, seal, type Place } from './sealed.js';

const KEY_BYTES = 32;
const ID = /^[\w.-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/** The keys of ENCRYPTION_KEYS. Printed or written as JSON it shows the name of the active one, and no key. */
export class KeyRing implements KeyEncryption {
  readonly activeId: string;
  readonly #keys: ReadonlyMap<string, KeyObject>;

  private constructor(activeId: string, keys: ReadonlyMap<string, KeyObject>) {
    this.activeId = activeId;
    this.#keys = keys;
  }

  /** Reads `id:base64 of 32 bytes`, comma-separated, the active one first; null if the text is anything else. */
  static parse(text: string): KeyRing | null {
    const keys = new Map<string, KeyObject>();
    for (const entry of text.split(',')) {
      const [, id = '', encoded = ''] = /^([^:]*):(.*)$/.exec(entry.trim()) ?? [];
      const bytes = Buffer.from(encoded, 'base64');
      if (!ID.test(id) || !BASE64.test(encoded) || bytes.length !== KEY_BYTES || keys.has(id)) return null;
      keys.set(id, createSecretKey(bytes));
    }
    const [activeId] = keys.keys();
    return activeId === undefined ? null : new KeyRing(activeId, keys);
  }

  has(keyId: string): boolean {
    return this.#keys.has(keyId);
  }

  wrap(place: Place, dataKey: Buffer): Promise<Buffer> {
    return Promise.resolve(seal(this.#key(this.activeId), place, dataKey));
  }

  async unwrap(place: Place, wrapped: Buffer): Promise<Buffer> {
    await Promise.resolve(); // so that it rejects and does not throw, as one over a network does
    return open(this.#key(keyIdOf(wrapped)), place, wrapped);
  }

  #key(id: string) {
    const key = this.#keys.get(id);
    if (key === undefined) throw new UnknownKey(id);
    return { id, key };
  }
}
