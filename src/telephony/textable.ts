import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import type { CountryCode, PhoneNumberType } from 'libphonenumber-js/max';

/**
 * Types of number that are not texted: no text reaches them, or each costs many times the price of one. Personal numbers (070 in the
 * United Kingdom, 500 in North America) lead anywhere, at any price. In the US and Canada landlines cannot be told from mobiles;
 * Twilio does, with 21614.
 */
const NOT_TEXTED = new Set<PhoneNumberType>([
  'TOLL_FREE',
  'PREMIUM_RATE',
  'SHARED_COST',
  'UAN',
  'VOICEMAIL',
  'PAGER',
  'FIXED_LINE',
  'PERSONAL_NUMBER',
]);

/** Twilio's magic numbers (Twilio docs, test credentials), which the numbering plan counts among the personal ones. */
const TEST_NUMBER = /^\+1500555\d{4}$/;
export const isTestNumber = (e164: string): boolean => TEST_NUMBER.test(e164);

/**
 * Whether a valid number is of a kind that people text. One that belongs to no country is of a satellite network (+870, +881), an
 * international network (+882, +883), or a service (+800, +808, +878, +979): a text there costs dollars. Twilio's magic numbers pass:
 * rangeRefusal asks whether there is a simulator, which alone knows what they mean.
 */
export function isTextable(number: PhoneNumber): boolean {
  if (isTestNumber(number.number)) return true;
  if (number.country === undefined) return false;
  const type = number.getType();
  return type === undefined || !NOT_TEXTED.has(type);
}

export type RangeRefusal = 'not_textable' | 'country_not_served';

/** What bounds the numbers that are texted. */
export interface ServedRanges {
  readonly countries: readonly CountryCode[] | 'all';
  /** Whether texts go through a simulator, so that Twilio's magic numbers have a meaning. */
  readonly isSimulated: boolean;
}

/**
 * Why a number in E.164 form is not texted; null if it may be. A number's country is its own, not that of its country code: Jamaica and
 * Puerto Rico share +1 with the United States and are countries of their own, to Twilio's price list too.
 */
export function rangeRefusal(e164: string, { countries, isSimulated }: ServedRanges): RangeRefusal | null {
  const number = parsePhoneNumberFromString(e164);
  if (number === undefined || !isTextable(number)) return 'not_textable';
  if (isTestNumber(e164)) return isSimulated ? null : 'not_textable';
  if (countries === 'all' || number.country === undefined) return null;
  return countries.includes(number.country) ? null : 'country_not_served';
}
