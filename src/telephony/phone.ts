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
  const plain = plainDigits(written.slice(0, LOOKED_AT));
  const phones = phonesIn(plain, country);
  const found = phones.length > 0 ? phones : phonesIn(plain.replace(ODD_SIGNS, ' '), country);
  return found.find(({ status }) => status === 'usable') ?? found[0] ?? { status: 'invalid', e164: null };
}

/** What a few people put between digits. Behind a comma, one or two digits or a last few are dialled after a pause. */
const ODD_SIGNS = /(?<=\d)(?:[_*~{}\n]|,(?=\d{3}))(?=\d)/g;

function phonesIn(plain: string, country: CountryCode): Phone[] {
  const sure = { country, guessesPlus: false };
  const guessing = { country, guessesPlus: true };
  return writtenNumbers(plain).flatMap(({ digits, hasExtension }) => {
    if (hasExtension) return [];
    const whole = readNumber(digits, sure);
    if (whole !== null) return [judge(whole)];
    // Before a + is guessed: "415-555-2671 5pm" is no number of Switzerland.
    const parts = partsOf(digits, guessing).map((part) => readNumber(part.digits, guessing));
    const numbers = parts.some((number) => number !== null) ? parts : [readNumber(digits, guessing)];
    return numbers.flatMap((number) => (number === null ? [] : [judge(number)]));
  });
}

/** Judges a valid number. */
export function judge(number: PhoneNumber): Phone {
  if (!isTextable(number)) return { status: 'not_textable', e164: null };
  return { status: 'usable', e164: number.number };
}
