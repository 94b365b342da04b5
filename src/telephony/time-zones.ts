import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/max';
import { zonesOfAreaCode } from './area-codes.js';

/** ECMA-402's Intl Locale Info: a method from Node 24 on, a property before. */
interface LocaleInfo extends Intl.Locale {
  getTimeZones?(): string[] | undefined;
  readonly timeZones?: string[] | undefined;
}

/** Countries of libphonenumber for which Unicode's CLDR, and so Intl, lists no zone. */
const NOT_IN_CLDR: Partial<Record<CountryCode, string>> = {
  AC: 'Atlantic/St_Helena',
  TA: 'Atlantic/St_Helena',
  XK: 'Europe/Belgrade',
};

/**
 * The IANA time zones that a number's region lies in, for a number in E.164: by area code in the United States and Canada,
 * by country elsewhere, so one or several; none for numbers without a place (toll-free in North America, satellites,
 * international freephone) and for area codes that are newer than our table. Not promised: that the phone is there. People
 * take their numbers with them.
 */
export function zonesOfNumber(e164: string): readonly string[] {
  const number = parsePhoneNumber(e164);
  if (number === undefined) return [];
  const ofAreaCode =
    number.countryCallingCode === '1' ? zonesOfAreaCode(number.nationalNumber.slice(0, 3)) : undefined;
  if (ofAreaCode !== undefined) return ofAreaCode;
  const { country } = number;
  // The United States and Canada as a whole span too much to say anything.
  if (country === undefined || country === 'US' || country === 'CA') return [];
  return zonesOfCountry(country);
}

function zonesOfCountry(country: CountryCode): readonly string[] {
  const missing = NOT_IN_CLDR[country];
  if (missing !== undefined) return [missing];
  const locale: LocaleInfo = new Intl.Locale('und', { region: country });
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
