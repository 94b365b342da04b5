import { randomBytes } from 'node:crypto';

/** A Twilio identifier: two letters and 32 hexadecimal digits. */
export function newSid(prefix: 'SM' | 'MM' | 'ME' | 'RQ'): string {
  return prefix + randomBytes(16).toString('hex');
}
