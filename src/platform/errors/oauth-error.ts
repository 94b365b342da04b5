import type { ErrorCode } from './codes.js';
import { VendorCallError } from './vendor-call-error.js';

/**
 * What a failed OAuth call means.
 * - `refused`: the code, refresh token or access token is dead; only a person who connects again helps.
 * - `misconfigured`: the vendor does not know our app, or the address is not its token endpoint; no company's grant is to blame.
 * - `answer_lost`: it may have been done, so that a refresh token that rotates may be spent.
 * - `not_sent`: there was no connection, so definitely not done.
 * - `throttled`: the vendor wants us to wait; not done.
 */
export type OauthFailure = 'refused' | 'misconfigured' | 'answer_lost' | 'not_sent' | 'throttled';

/** Holds nothing of the request or the answer but its status: both are full of secrets, the URL of an uninstall too. */
export class OauthError extends VendorCallError<OauthFailure> {
  override readonly name = 'OauthError';

  /** The stable code of the error table. */
  get code(): ErrorCode {
    return `oauth_${this.failure}`;
  }
}
