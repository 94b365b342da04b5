import type { ErrorCode } from '../errors/codes.js';
import type { Place } from './sealed.js';

/**
 * Wraps and unwraps data keys. The configuration's key ring does; a key management service could. Whatever does it names each of its
 * keys, so that wrapped keys tell which of them they need.
 */
export interface KeyEncryption {
  /** The key that wraps from now on. */
  readonly activeId: string;
  has(keyId: string): boolean;
  /** Under the active key. */
  wrap(place: Place, dataKey: Buffer): Promise<Buffer>;
  /** @throws UnknownKey, CannotOpen */
  unwrap(place: Place, wrapped: Buffer): Promise<Buffer>;
}

/** The line that makes a key, for whoever has none. */
export const MAKE_A_KEY = 'echo "ENCRYPTION_KEYS=k1:$(openssl rand -base64 32)" >> .env';

/** Nothing is ever stored unsealed instead. */
export class KeysMissing extends Error {
  override readonly name = 'KeysMissing';
  readonly code = 'encryption_keys_missing' satisfies ErrorCode;
  constructor() {
    super(
      'ENCRYPTION_KEYS is not set, and secrets are stored sealed or not at all. Make a key, give it to gateways and workers alike, ' +
        `keep a copy of it apart from the database, and start them again: ${MAKE_A_KEY}`,
    );
  }
}

/** Something was wrapped by a key that is not here. */
export class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
  readonly code = 'wrong_encryption_keys' satisfies ErrorCode;
  readonly keyId: string;
  constructor(keyId: string) {
    super(`ENCRYPTION_KEYS lacks the key "${keyId}"`);
    this.keyId = keyId;
  }
}
