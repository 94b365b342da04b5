import { reasons, type Reason } from '../../contracts/reasons.js';
import { policyOf } from '../../vendors/sms-codes.js';

/** Codes of sends that we dropped for a reason that is no conversation's reason. */
const ownCodes: Readonly<Record<string, { readonly reason: Reason; readonly words: string }>> = {
  number_gone: { reason: 'invalid_phone', words: 'the number that it was for is not texted any more' },
};

/** Explains a send's error code, which is one of our own or the vendor's. */
export function explainRefusal(code: string | null): { readonly reason: Reason; readonly words: string } {
  if (code !== null && code in reasons) return { reason: code as Reason, words: reasons[code as Reason] };
  return ownCodes[code ?? ''] ?? policyOf(code);
}
