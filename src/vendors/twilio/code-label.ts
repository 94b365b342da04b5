import { isReportedWord } from '../../contracts/stored-names.js';
import { errorPolicies } from './error-table.js';

/**
 * A vendor's error code as a label: Twilio's codes of our policy table, an HTTP status where there is no code, and `other`
 * for the rest, since Twilio has thousands and a label must have few values.
 */
export function codeLabel(code: string | null): string {
  if (code === null) return 'none';
  return Object.hasOwn(errorPolicies, code) || /^http_4\d\d$/.test(code) ? code : 'other';
}

export function textStateLabels(status: string, code: string | null): Readonly<Record<string, string>> {
  if (!isReportedWord(status)) return { state: 'other' };
  return status === 'undelivered' || status === 'failed'
    ? { state: status, code: codeLabel(code) }
    : { state: status };
}
