import { storedVendors } from '../../contracts/stored-names.js';
import type { ErrorCode } from './codes.js';
import { VendorCallError } from './vendor-call-error.js';

/**
 * What a failed call to any vendor means.
 * - `rate_limited`, `unavailable`: definitely not done; retry after `retryAfterMs`, otherwise with back-off.
 * - `unauthorized`: definitely not done; retrying is useless until the credentials are fixed.
 * - `not_found`, `rejected`: definitely not done, and a retry cannot succeed.
 * - `ambiguous`: it may have been done.
 */
export type VendorFailure =
  'rate_limited' | 'unavailable' | 'unauthorized' | 'not_found' | 'rejected' | 'ambiguous';

/** Replaces the HTTP library's error, which carries the Authorization header and the body and must go no further. */
export class VendorError extends VendorCallError<VendorFailure> {
  override readonly name = 'VendorError';

  /** The stable code of the error table. */
  get code(): ErrorCode {
    if (this.vendor === 'chat') return `${storedVendors.chat}_${this.failure}`;
    return `${storedVendors.sms}_${this.failure === 'not_found' ? 'rejected' : this.failure}`;
  }
}
