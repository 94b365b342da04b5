import { openCase, type Inquiry, type Violation } from './case-file.js';
import { followUps } from './rules-follow-up.js';
import { loops } from './rules-loops.js';
import { afterStop, leaks } from './rules-never.js';
import { overTheCap, readByStrangers, takenOver } from './rules-strangers.js';
import { oldNumbers } from './rules-numbers.js';
import { toDrift } from './rules-to-drift.js';
import { toPhone } from './rules-to-phone.js';

export type { Inquiry, Violation, ViolationKind } from './case-file.js';

/**
 * Holds what people did against what the vendors saw, once everything has come to rest, and reports every broken promise.
 * It knows nothing of Textback: its database, its code and its logs could all agree with each other and still be wrong.
 */
export function check(inquiry: Inquiry): Violation[] {
  const file = openCase(inquiry);
  const everyday = [toPhone, toDrift, followUps, leaks, afterStop, loops, oldNumbers];
  const strangers = [readByStrangers, takenOver, overTheCap];
  return [...everyday, ...strangers].flatMap((rule) => rule(file));
}
