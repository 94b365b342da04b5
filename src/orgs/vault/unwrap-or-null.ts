import { UnknownKey, type KeyEncryption } from '../../platform/secrets/key-encryption.js';
import { CannotOpen, type Place } from '../../platform/secrets/sealed.js';

/** Null: it does not open with these keys. */
export async function unwrapOrNull(
  keys: KeyEncryption,
  place: Place,
  wrapped: Buffer,
): Promise<Buffer | null> {
  try {
    return await keys.unwrap(place, wrapped);
  } catch (error) {
    if (error instanceof CannotOpen || error instanceof UnknownKey) return null;
    throw error;
  }
}
