import { createHmac } from 'node:crypto';
import { sameSecret } from '../../platform/secrets/same-secret.js';
import type { HeaderVerdict } from '../chat.js';

export interface DriftWebhookSecrets {
  readonly verificationToken: string | null;
  /** Accepted too, while the app's token is being changed. */
  readonly previousVerificationToken?: string | null;
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
  const { signingSecret } = secrets;
  if (signingSecret !== null) {
    const expected = createHmac('sha256', signingSecret).update(rawBody).digest('hex');
    if (!sameSecret((headers.signature ?? '').toLowerCase(), expected)) return 'forged';
  }
  const tokens = tokensOf(secrets);
  if (tokens.length === 0) return signingSecret === null ? 'forged' : 'genuine';
  if (headers.token !== undefined) return isOneOf(headers.token, tokens) ? 'genuine' : 'forged';
  return signingSecret === null ? 'token-needed' : 'genuine';
}

/** Whether the token in the body is right. A missing token is right unless it is `needed`. */
export function isBodyTokenRight(
  secrets: Omit<DriftWebhookSecrets, 'signingSecret'>,
  payload: unknown,
  needed: boolean,
): boolean {
  const tokens = tokensOf(secrets);
  if (tokens.length === 0) return true;
  const token =
    typeof payload === 'object' && payload !== null && 'token' in payload ? payload.token : undefined;
  if (token === undefined || token === null) return !needed;
  return typeof token === 'string' && isOneOf(token, tokens);
}

/** A previous token alone proves nothing: it only stands beside the present one. */
function tokensOf({
  verificationToken,
  previousVerificationToken = null,
}: Omit<DriftWebhookSecrets, 'signingSecret'>): string[] {
  if (verificationToken === null) return [];
  return previousVerificationToken === null
    ? [verificationToken]
    : [verificationToken, previousVerificationToken];
}

/** Compares with all of them, so that the time taken does not tell which one fits. */
const isOneOf = (given: string, tokens: readonly string[]): boolean =>
  tokens.map((token) => sameSecret(given, token)).includes(true);
