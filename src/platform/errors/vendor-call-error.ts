import { storedVendors, type Vendor } from '../../contracts/stored-names.js';

export interface VendorCallDetails {
  readonly httpStatus?: number | undefined;
  /** The vendor's own error code. */
  readonly vendorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** A call to a vendor that failed: nothing of the request and the answer but the status, for both are full of secrets. */
export abstract class VendorCallError<Failure extends string> extends Error {
  readonly vendor: Vendor;
  readonly failure: Failure;
  readonly httpStatus: number | undefined;
  readonly vendorCode: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(vendor: Vendor, failure: Failure, what: string, details: VendorCallDetails = {}) {
    const { httpStatus, vendorCode, retryAfterMs } = details;
    super(
      `${storedVendors[vendor]}: ${what}${httpStatus ? ` (HTTP ${httpStatus})` : ''}${vendorCode ? ` [${vendorCode}]` : ''}`,
    );
    this.vendor = vendor;
    this.failure = failure;
    this.httpStatus = httpStatus;
    this.vendorCode = vendorCode;
    this.retryAfterMs = retryAfterMs;
  }
}
