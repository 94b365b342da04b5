import { createHmac } from 'node:crypto';
import { sameSecret } from '../../platform/secrets/same-secret.js';
import type { HeaderVerdict } from '../chat.js';

export interface DriftWebhookSecrets {
  readonly verificationToken: string | null;
  readonly signingSecret: string | null;
}

/**
 * Drift proves itself by a static token, in the header X-Verification-Token or the body's `token` (Drift docs, webhook
 * events). Some accounts sign instead: HMAC-SHA256 of the raw body, in hex, in x-drift-signature. With a signing secret
 * the signature must be there and right; a token that is sent must be right as well.
 */
export function verifyDriftHeaders(
  secrets: DriftWebhookSecrets,
  headers: { readonly token: string | undefined; readonly signature: string | undefined },
  rawBody: Buffer,
): HeaderVerdict {
  const { verificationToken, signingSecret } = secrets;
  if (signingSecret !== null) {
    const expected = createHmac('sha256', signingSecret).update(rawBody).digest('hex');
    if (!sameSecret((headers.signature ?? '').toLowerCase(), expected)) return 'forged';
  }
  if (verificationToken === null) return signingSecret === null ? 'forged' : 'genuine';
  if (headers.token !== undefined) return sameSecret(headers.token, verificationToken) ? 'genuine' : 'forged';
  return signingSecret === null ? 'token-needed' : 'genuine';
}

/** Whether the token in the body is right. A missing token is right unless it is `needed`. */
export function isBodyTokenRight(
  { verificationToken }: Pick<DriftWebhookSecrets, 'verificationToken'>,
  payload: unknown,
  needed: boolean,
): boolean {
  if (verificationToken === null) return true;
  const token =
    typeof payload === 'object' && payload !== null && 'token' in payload ? payload.token : undefined;
  if (token === undefined || token === null) return !needed;
  return typeof token === 'string' && sameSecret(token, verificationToken);
}
