import parsePhoneNumber, {
  findPhoneNumbersInText,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import type { PhoneStatus } from '../contracts/activity-results.js';
import { isTextable } from './textable.js';

export type Phone =
  | { readonly status: 'usable'; readonly e164: string }
  | { readonly status: Exclude<PhoneStatus, 'usable' | 'unknown'>; readonly e164: null };

/** Judges a number as a visitor or a rep wrote it. One with an extension is not a phone that can be texted. */
export function judgePhone(written: string | null | undefined, country: CountryCode): Phone {
  if (!written?.trim()) return { status: 'none', e164: null };
  const number = parsePhoneNumber(written, country);
  if (!number?.isValid() || number.ext) return { status: 'invalid', e164: null };
  return judge(number);
}

/** The library looks at every run of digits again and again, and nobody gives a number after pages of text. */
const LOOKED_AT = 5_000;

/** The first number in a message that could be texted; null where there is none. Digits in an address are no number. */
export function findPhone(text: string, country: CountryCode): string | null {
  for (const { number } of findPhoneNumbersInText(
    text.slice(0, LOOKED_AT).replace(/https?:\/\/\S+/gi, ' '),
    country,
  )) {
    const phone = number.isValid() && !number.ext ? judge(number) : null;
    if (phone?.status === 'usable') return phone.e164;
  }
  return null;
}

function judge(number: PhoneNumber): Phone {
  if (!isTextable(number)) return { status: 'not_textable', e164: null };
  return { status: 'usable', e164: number.number };
}
