import parsePhoneNumber, {
  getCountryCallingCode,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { mobileSpelling } from './mobile-spelling.js';
import { isTextable } from './textable.js';

/** Digits and signs as people type or paste them, in ASCII: other scripts' digits, full-width signs, dashes, no-break and invisible characters. */
export function plainDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\P{Nd}0-9]/gu, asciiDigit)
    .replace(/[\p{Pd}−]/gu, '-')
    .replace(/[\p{Zs}\t]/gu, ' ')
    .replace(/[·•∙‧]/g, '.')
    .replace(/[\ufe0f\u20e3]/g, '') // a digit as an emoji
    .replace(/[⁄∕]/gu, '/');
}

/** Unicode's decimal digits come in runs from 0 to 9. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

/** A run of digits with what people put between them. */
const RUN = /(?:[[(]{1,2} ?)?(?:\+{1,2} ?)?\d(?:[ .\-()[\]/]{0,4}\d)*/g;
/** Fewer digits are no number that can be texted anywhere. */
const FEWEST = 7;
/** An extension: such a phone stands on a desk. Digits right behind a comma are dialled after a pause. */
const EXTENSION =
  /^[ ,;(]*(?:(?:ext|extn|extension|x|dw|durchwahl|poste|ramal|interno|anexo)\b[ .:=]*|(?:ext|x)(?=\d)|# ?)\d{1,7}(?!\d)|^,+\d{1,6}(?!\d)/i;

/** A run of digits in a text that `plainDigits` has made plain. */
export interface WrittenNumber {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  readonly hasExtension: boolean;
}

/** The runs of digits that are long enough, from left to right. */
export function writtenNumbers(plain: string): WrittenNumber[] {
  return [...plain.matchAll(RUN)].flatMap((found) => {
    const digits = found[0];
    if (digits.replace(/\D/g, '').length < FEWEST) return [];
    const end = found.index + digits.length;
    return [{ digits, start: found.index, end, hasExtension: EXTENSION.test(plain.slice(end, end + 40)) }];
  });
}

export interface ReadingOptions {
  /** Country of a number without a country code. */
  readonly country: CountryCode;
  /** Read "447911123456" as +44...: not where the digits may as well be something else. */
  readonly guessesPlus: boolean;
}

/**
 * The number that a run of digits means, in the spelling in which it is texted; null if it is no valid number. A run that is none as a whole
 * may be two: each of `partsOf` is read.
 */
export function readNumber(digits: string, options: ReadingOptions): PhoneNumber | null {
  let valid: PhoneNumber | null = null;
  for (const spelling of spellings(digits, options)) {
    const number = parsePhoneNumber(spelling, options.country);
    const mobile = number && mobileSpelling(number);
    if (mobile?.isValid() !== true) continue;
    // "49 151 ..." is a landline of Germany's, and far more often a mobile whose + is missing.
    if (isTextable(mobile)) return mobile;
    valid ??= mobile;
  }
  return valid;
}

/** One number of a run of several. */
export interface Part {
  readonly digits: string;
  /** Where it begins in the run. */
  readonly offset: number;
}

/**
 * A run that is no number as a whole, as the number it begins with and what follows: a second number, or an hour such as "9-5". Where it
 * begins with none, it is split at slashes.
 */
export function partsOf(digits: string, options: ReadingOptions): Part[] {
  for (const { 0: sign, index } of digits.matchAll(/[ \-.(+/]+/g)) {
    const head = digits.slice(0, index);
    const rest = digits.slice(index).replace(/^[ \-./]+/, '');
    // "415-555-2671-12" is rather a code than a number and something else.
    if (/^[-.]$/.test(sign) && rest.replace(/\D/g, '').length < FEWEST) continue;
    const number = index === 0 ? null : readNumber(head, { ...options, guessesPlus: false });
    if (number === null || !(isTextable(number) || /^[+0(]/.test(head))) continue;
    const offset = digits.length - rest.length;
    const others = readNumber(rest, options) ? [{ digits: rest, offset: 0 }] : partsOf(rest, options);
    return [
      { digits: head, offset: 0 },
      ...others.map((other) => ({ ...other, offset: offset + other.offset })),
    ];
  }
  if (!digits.includes('/')) return [];
  return [...digits.matchAll(/[^/]+/g)].map((part) => ({ digits: part[0], offset: part.index }));
}

/** As written, and the ways of writing an international number that the country's own rules do not know. */
function* spellings(written: string, { country, guessesPlus }: ReadingOptions): Generator<string> {
  const digits = written
    .replace(/[[\]]/g, '')
    .replace(/^[( ]*\+[+ ]*/, '+')
    .trim();
  const isForeign = /^\(?(?:\+|00)/.test(digits);
  const plain = isForeign ? digits.replace(/\( ?0 ?\)/, '') : digits;
  yield plain;
  // 00 is the prefix of most countries, 011 that of North America, 0011 that of Australia: people type their own everywhere.
  const international = /^\(?\+?(?:0011|011|00)[) .-]*(?=[1-9(])/;
  if (international.test(plain)) yield plain.replace(international, '+');
  if (/\.0+$/.test(plain)) yield plain.replace(/\.0+$/, ''); // a spreadsheet's number
  const ownCode = new RegExp(`^${getCountryCallingCode(country)}[\\d .()-]{9,}$`);
  if (ownCode.test(plain)) yield `+${plain}`;
  if (country === 'MX') yield plain.replace(/^0?(?:44|45|1)(?=[ .\d])/, '');
  if (guessesPlus && /^\(?[1-9]/.test(plain) && plain.replace(/\D/g, '').length >= 11) yield `+${plain}`;
}
