import { reasons, type Reason } from '../../contracts/reasons.js';
import { policyOf } from '../../vendors/sms-codes.js';

/** Explains a send's error code, which is one of our reasons or Twilio's number for one. */
export function explainRefusal(code: string | null): { readonly reason: Reason; readonly words: string } {
  return code !== null && code in reasons
    ? { reason: code as Reason, words: reasons[code as Reason] }
    : policyOf(code);
}
