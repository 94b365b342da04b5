import type { VendorFailure } from '../../platform/errors/vendor-error.js';
import { classifyStatus } from '../../platform/vendor-http/classify.js';
import { errorPolicies } from './error-table.js';

/**
 * Twilio's codes about the account or its credentials: only these concern every text, and only these stop an org. 10001, 20005, 20403,
 * 30002, 90010: the account is not active; 20003, 20006, 20008, 20101 to 20107, 20151: key, token or permission.
 */
const ACCOUNT = /^(10001|20003|20005|20006|20008|2010[1-7]|20151|20403|30002|90010)$/;
/** Twilio's codes of a request that was not processed, and may be repeated. */
const BUSY = new Set(['20429']);

/**
 * What a refusal of Twilio's means. Twilio's own code decides, and the status only where the code says nothing: the same status, such as
 * 403, comes for one country, one recipient or the whole account.
 */
export function failureOf(status: number, code: string | undefined): VendorFailure {
  const failure = byStatus(status);
  if (code === undefined) return failure;
  if (ACCOUNT.test(code)) return 'unauthorized';
  if (BUSY.has(code) || errorPolicies[code]?.later === true) return 'rate_limited';
  if (Object.hasOwn(errorPolicies, code)) return 'rejected';
  // A code that we do not know. HTTP 401 is about credentials by definition; 403 with a code of its own is about this request.
  return status === 403 ? 'rejected' : failure;
}

function byStatus(status: number): VendorFailure {
  const failure = classifyStatus(status);
  return failure === 'not_found' ? 'rejected' : failure;
}
