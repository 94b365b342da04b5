import type { VendorFailure } from '../errors/vendor-error.js';

/** Node's error codes for a connection that was never made: not a byte of the request was sent. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** A call without an HTTP response. Only a connection that was never made proves that the vendor did nothing. */
export function classifyNoAnswer(nodeCode: string | undefined): VendorFailure {
  return nodeCode !== undefined && NEVER_CONNECTED.has(nodeCode) ? 'unavailable' : 'ambiguous';
}

/**
 * 4xx that speak of the moment and not of the request. Refused before anything was done: the request reached the wrong host (421), the
 * thing is locked (423), something else has to come first (424), or it is too early (425).
 */
const NOT_NOW = new Set([421, 423, 424, 425]);
/** 4xx that do not say whether the work was done: a time-out (408, 499), or a conflict (409), perhaps with our own earlier attempt. */
const PERHAPS = new Set([408, 409, 499]);

/** An HTTP response other than success. Neither a 5xx nor a redirect says whether the vendor did the work. */
export function classifyStatus(status: number): VendorFailure {
  if (status === 429) return 'rate_limited';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not_found';
  if (NOT_NOW.has(status)) return 'unavailable';
  if (PERHAPS.has(status)) return 'ambiguous';
  return status >= 400 && status < 500 ? 'rejected' : 'ambiguous';
}

/** Retry-After in milliseconds, given in seconds or as an HTTP date; undefined if missing or invalid. At most an hour. */
export function parseRetryAfter(value: unknown, now: number): number | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, 3_600_000) : undefined;
}
