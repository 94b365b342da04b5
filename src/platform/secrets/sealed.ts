import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import type { ErrorCode } from '../errors/codes.js';

/** A 256-bit key, and the name by which what it has sealed knows it. */
export interface SealingKey {
  /** 1 to 255 bytes. */
  readonly id: string;
  readonly key: KeyObject;
}

/** What a sealed value belongs to, such as an org and a field. In another place it does not open. */
export type Place = readonly string[];

/** Packed: version, length of the key's ID, the key's ID, IV, tag, ciphertext. */
const VERSION = 1;
const FIXED = 2;
const IV = 12;
const TAG = 16;
const CIPHER = 'aes-256-gcm';

const reasons = {
  truncated: 'it is cut short',
  unknown_version: 'a later version has written it',
  other_key: 'another key has sealed it',
  altered: 'it was altered, belongs to another place, or a key of the same name has other bytes',
  key_gone: 'the key of its org was destroyed',
} as const;

/** A sealed value that does not open. Its message tells nothing of what is in it. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen';
  readonly code = 'sealed_unreadable' satisfies ErrorCode;
  readonly why: keyof typeof reasons;
  constructor(why: keyof typeof reasons) {
    super(`a sealed value does not open: ${reasons[why]}`);
    this.why = why;
  }
}

/** Seals by AES-256-GCM, with a new IV each time. Version, key and place are authenticated too. */
export function seal({ id, key }: SealingKey, place: Place, plaintext: Buffer): Buffer {
  const name = Buffer.from(id);
  if (name.length < 1 || name.length > 255) throw new RangeError("a key's ID has 1 to 255 bytes");
  const iv = randomBytes(IV);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG });
  cipher.setAAD(authenticated(id, place));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION, name.length), name, iv, cipher.getAuthTag(), ciphertext]);
}

/** @throws CannotOpen */
export function open({ id, key }: SealingKey, place: Place, sealed: Buffer): Buffer {
  if (keyIdOf(sealed) !== id) throw new CannotOpen('other_key');
  const [iv, tag, ciphertext] = partsOf(sealed);
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG });
  decipher.setAAD(authenticated(id, place));
  decipher.setAuthTag(tag);
  const plaintext = decipher.update(ciphertext);
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    throw new CannotOpen('altered'); // all that OpenSSL says is that the tag does not fit
  }
}

/** The ID of the key that has sealed it. @throws CannotOpen */
export function keyIdOf(sealed: Buffer): string {
  const [version, length = 0] = sealed;
  if (version !== undefined && version !== VERSION) throw new CannotOpen('unknown_version');
  if (length < 1 || sealed.length < FIXED + length + IV + TAG) throw new CannotOpen('truncated');
  return sealed.toString('utf8', FIXED, FIXED + length);
}

function partsOf(sealed: Buffer): readonly [Buffer, Buffer, Buffer] {
  const iv = FIXED + (sealed[1] ?? 0);
  const tag = iv + IV;
  return [sealed.subarray(iv, tag), sealed.subarray(tag, tag + TAG), sealed.subarray(tag + TAG)];
}

/** JSON, so that no two places are written alike. */
const authenticated = (id: string, place: Place): Buffer =>
  Buffer.from(JSON.stringify([VERSION, id, ...place]));
