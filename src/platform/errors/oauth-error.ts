import { storedVendors, type Vendor } from '../../contracts/stored-names.js';
import type { ErrorCode } from './codes.js';

/**
 * What a failed OAuth call means.
 * - `refused`: the code, refresh token or access token is dead; only a person who connects again helps.
 * - `misconfigured`: the vendor does not know our app, or the address is not its token endpoint; no company's grant is to blame.
 * - `answer_lost`: it may have been done, so that a refresh token that rotates may be spent.
 * - `not_sent`: there was no connection, so definitely not done.
 * - `throttled`: the vendor wants us to wait; not done.
 */
export type OauthFailure = 'refused' | 'misconfigured' | 'answer_lost' | 'not_sent' | 'throttled';

interface Details {
  readonly httpStatus?: number | undefined;
  /** The vendor's own word for it. */
  readonly vendorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Holds nothing of the request or the answer but its status: both are full of secrets, the URL of an uninstall too. */
export class OauthError extends Error {
  readonly vendor: Vendor;
  readonly failure: OauthFailure;
  readonly httpStatus: number | undefined;
  readonly vendorCode: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(vendor: Vendor, failure: OauthFailure, what: string, details: Details = {}) {
    const { httpStatus, vendorCode, retryAfterMs } = details;
    super(
      `${storedVendors[vendor]}: ${what}${httpStatus ? ` (HTTP ${httpStatus})` : ''}${vendorCode ? ` [${vendorCode}]` : ''}`,
    );
    this.name = 'OauthError';
    this.vendor = vendor;
    this.failure = failure;
    this.httpStatus = httpStatus;
    this.vendorCode = vendorCode;
    this.retryAfterMs = retryAfterMs;
  }

  /** The stable code of the error table. */
  get code(): ErrorCode {
    return `oauth_${this.failure}`;
  }
}
