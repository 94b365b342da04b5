import { timingSafeEqual } from 'node:crypto';

/**
 * Compares in a time that does not tell where the two differ, also for different lengths. How long the expected one is, is not
 * what makes it a secret.
 */
export function sameSecret(given: string, expected: string): boolean {
  const right = Buffer.from(expected);
  const tried = Buffer.alloc(right.length);
  tried.write(given);
  const isSame = timingSafeEqual(tried, right);
  return isSame && Buffer.byteLength(given) === right.length;
}
