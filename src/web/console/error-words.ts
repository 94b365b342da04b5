import { reasons } from '../../contracts/reasons.js';
import { errorCodes } from '../../platform/errors/codes.js';
import { policyOf } from '../../vendors/sms-codes.js';

/** What a code of Twilio's, of ours, or a reason means. A code that nobody has words for is said to be that. */
export function errorWords(code: string): string {
  if (/^\d+$/.test(code)) return policyOf(code).words;
  if (Object.hasOwn(errorCodes, code)) return errorCodes[code as keyof typeof errorCodes].means;
  if (Object.hasOwn(reasons, code)) return reasons[code as keyof typeof reasons];
  return 'no description of this code is available';
}

/** Whether somebody has to mend the account or the configuration before such a text can go out. */
export const needsOperator = (code: string | null): boolean =>
  code !== null && policyOf(code).operator === true;
