import { createHmac, hkdfSync } from 'node:crypto';
import { sameSecret } from '../../platform/secrets/same-secret.js';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const KEY_BYTES = 32;

/** The signing key: derived from MEDIA_SIGNING_KEY, else from Twilio's auth token, which every process has. Links do not reveal it. */
export function mediaKey(config: {
  readonly media: { readonly signingKey: string | null };
  readonly sms: { readonly authToken: string };
}): Buffer {
  const secret = config.media.signingKey ?? config.sms.authToken;
  return Buffer.from(hkdfSync('sha256', secret, '', 'textback media links', KEY_BYTES));
}

/** A link that opens one file for anybody, without credentials, until `expiresAt` (milliseconds since the epoch). */
export function mediaUrl(publicUrl: string, key: Buffer, id: string, expiresAt: number): string {
  const until = Math.floor(expiresAt / 1_000);
  return `${publicUrl}/media/${id}?e=${until}&s=${sign(key, id, String(until))}`;
}

export type LinkVerdict =
  | { readonly kind: 'valid'; /** Milliseconds since the epoch. */ readonly expiresAt: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'forged' };

/** Verifies a link. Only a link with our signature is reported as expired. The comparison takes constant time. */
export function verifyMediaUrl(
  key: Buffer,
  { id, e, s }: { readonly id: string; readonly e?: unknown; readonly s?: unknown },
  now: number,
): LinkVerdict {
  if (!ID.test(id) || typeof e !== 'string' || typeof s !== 'string' || !/^\d{1,12}$/.test(e)) {
    return { kind: 'forged' };
  }
  if (!sameSecret(s, sign(key, id, e))) return { kind: 'forged' };
  const expiresAt = Number(e) * 1_000;
  return expiresAt <= now ? { kind: 'expired' } : { kind: 'valid', expiresAt };
}

const sign = (key: Buffer, id: string, until: string) =>
  createHmac('sha256', key).update(`${id}\n${until}`).digest('base64url');
