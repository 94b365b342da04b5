import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** A new secret: the prefix says what it is to whoever finds one, scanners of repositories included. */
export const newSecret = (prefix: string): string => `${prefix}${randomBytes(BYTES).toString('base64url')}`;

/** What is kept of a secret. Nobody can guess 32 random bytes, so that a fast hash is enough, and a row is found by it. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
