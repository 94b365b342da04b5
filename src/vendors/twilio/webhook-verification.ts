import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import type { FormParameters } from '../sms.js';

/**
 * Checks X-Twilio-Signature (Twilio docs, "Validating signatures"): HMAC-SHA1 with the auth token over the exact URL that
 * Twilio was told to call, plus all form parameters. `url` must be built on PUBLIC_URL, never on request headers, which
 * anyone can set. Not covered by the signature: time. A captured request stays valid, so events are stored by key.
 */
export function isSignedByTwilio(
  authToken: string,
  signature: string | undefined,
  url: string,
  form: FormParameters,
): boolean {
  if (signature === undefined) return false;
  try {
    return validateRequest(authToken, signature, url, { ...form });
  } catch (error) {
    // The library parses the URL when the plain comparison fails, and throws if it cannot.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
