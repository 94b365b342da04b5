import { createHash } from 'node:crypto';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';

/** ENCRYPTION_KEYS with keys of these names, the first one active. The same names are the same keys. */
export const testKeys = (...ids: readonly string[]): string =>
  ids.map((id) => `${id}:${createHash('sha256').update(id).digest('base64')}`).join(',');

export function testRing(...ids: readonly string[]): KeyRing {
  const ring = KeyRing.parse(testKeys(...ids));
  if (ring === null) throw new Error(`no ring of ${ids.join(', ')}`);
  return ring;
}
