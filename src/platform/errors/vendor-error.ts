import { storedVendors, type Vendor } from '../../contracts/stored-names.js';
import type { ErrorCode } from './codes.js';

/**
 * What a failed call to any vendor means.
 * - `rate_limited`, `unavailable`: definitely not done; retry after `retryAfterMs`, otherwise with back-off.
 * - `unauthorized`: definitely not done; retrying is useless until the credentials are fixed.
 * - `not_found`, `rejected`: definitely not done, and a retry cannot succeed.
 * - `ambiguous`: it may have been done.
 */
export type VendorFailure =
  'rate_limited' | 'unavailable' | 'unauthorized' | 'not_found' | 'rejected' | 'ambiguous';

interface Details {
  readonly httpStatus?: number;
  /** The vendor's own error code. */
  readonly vendorCode?: string;
  readonly retryAfterMs?: number;
}

/** Replaces the HTTP library's error, which carries the Authorization header and the body and must go no further. */
export class VendorError extends Error {
  readonly vendor: Vendor;
  readonly failure: VendorFailure;
  readonly httpStatus: number | undefined;
  readonly vendorCode: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(vendor: Vendor, failure: VendorFailure, what: string, details: Details = {}) {
    const { httpStatus, vendorCode, retryAfterMs } = details;
    super(
      `${storedVendors[vendor]}: ${what}${httpStatus ? ` (HTTP ${httpStatus})` : ''}${vendorCode ? ` [${vendorCode}]` : ''}`,
    );
    this.name = 'VendorError';
    this.vendor = vendor;
    this.failure = failure;
    this.httpStatus = httpStatus;
    this.vendorCode = vendorCode;
    this.retryAfterMs = retryAfterMs;
  }

  /** The stable code of the error table. */
  get code(): ErrorCode {
    if (this.vendor === 'chat') return `${storedVendors.chat}_${this.failure}`;
    return `${storedVendors.sms}_${this.failure === 'not_found' ? 'rejected' : this.failure}`;
  }
}
