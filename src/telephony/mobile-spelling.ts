import parsePhoneNumber, { type PhoneNumber } from 'libphonenumber-js/max';

/**
 * Countries whose mobiles are written in ways of which only one is dialled from abroad today, by calling code: what to make of the national
 * number.
 */
const rewrites: Readonly<Record<string, (national: string) => readonly string[]>> = {
  /** Mexico: +52 1 is from before August 2019. */
  52: (national) => (/^1\d{10}$/.test(national) ? [national.slice(1)] : []),
  /** Argentina: 15 behind the area code is how a mobile is dialled at home, 9 before it from abroad. Without either, a mobile is meant. */
  54: (national) => {
    const bare = national.replace(/^9?0?(?=\d{10,12}$)/, '');
    if (bare.length === 10) return national === bare ? [`9${bare}`] : [];
    return [2, 3, 4]
      .filter((area) => bare.length === 12 && bare.slice(area, area + 2) === '15')
      .map((area) => `9${bare.slice(0, area)}${bare.slice(area + 2)}`);
  },
  /** Brazil: mobiles have nine digits behind the area code since 2016, and the ninth is 9. */
  55: (national) =>
    /^[1-9]\d[6-9]\d{7}$/.test(national) ? [`${national.slice(0, 2)}9${national.slice(2)}`] : [],
  /** Italy: landlines keep their 0 behind the country code, mobiles have none. */
  39: (national) => (/^03\d{8,9}$/.test(national) ? [national.slice(1)] : []),
  /** Benin: 01 stands before every number since November 2024. */
  229: (national) => (/^\d{8}$/.test(national) ? [`01${national}`] : []),
};

/** The number as its mobile is texted; the number itself where nothing is known to be spelled otherwise. */
export function mobileSpelling(number: PhoneNumber): PhoneNumber {
  const { countryCallingCode, nationalNumber, ext } = number;
  // A valid number that is no landline, such as a freephone one, is what it says.
  if (number.isValid() && number.getType() !== 'FIXED_LINE') return number;
  if (ext) return number;
  for (const national of rewrites[countryCallingCode]?.(nationalNumber) ?? []) {
    const mobile = parsePhoneNumber(`+${countryCallingCode}${national}`);
    if (mobile?.isValid() === true) return mobile;
  }
  return number;
}
