import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import type { PhoneStatus } from '../contracts/activity-results.js';
import { isTextable } from './textable.js';
import { partsOf, plainDigits, readNumber, writtenNumbers } from './written-number.js';

export type Phone =
  | { readonly status: 'usable'; readonly e164: string }
  | { readonly status: Exclude<PhoneStatus, 'usable' | 'unknown'>; readonly e164: null };

/** A phone field is short; what stands behind a page of text is no number. */
const LOOKED_AT = 200;

/**
 * Judges what stands in a phone field, as a visitor or a rep wrote it: the first number in it that can be texted, in the spelling in which it
 * is texted. Words around it are dropped. A number with an extension is not a phone that can be texted.
 */
export function judgePhone(written: string | null | undefined, country: CountryCode): Phone {
  if (!written?.trim()) return { status: 'none', e164: null };
  const options = { country, guessesPlus: true };
  const plain = plainDigits(written.slice(0, LOOKED_AT));
  const phones = writtenNumbers(plain).flatMap(({ digits, hasExtension }) => {
    if (hasExtension) return [];
    const whole = readNumber(digits, options);
    const numbers = whole ? [whole] : partsOf(digits, options).map((part) => readNumber(part, options));
    return numbers.flatMap((number) => (number === null ? [] : [judge(number)]));
  });
  return phones.find(({ status }) => status === 'usable') ?? phones[0] ?? { status: 'invalid', e164: null };
}

/** Judges a valid number. */
export function judge(number: PhoneNumber): Phone {
  if (!isTextable(number)) return { status: 'not_textable', e164: null };
  return { status: 'usable', e164: number.number };
}
