/** The GSM 03.38 basic set, of one septet each, and its extension, of two (Twilio docs, GSM-7 character encoding). */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extension = new Set('\f^{}\\[~]|€');

const isGsm = (character: string) => basic.has(character) || extension.has(character);

export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Parts that Twilio sends and bills; an empty text is one. */
  readonly segments: number;
  /** Septets for GSM-7, UTF-16 units for UCS-2. */
  readonly units: number;
}

/**
 * How Twilio cuts a text (Twilio docs, message segments): 160 septets, or 153 in each of several parts; one character
 * that is not GSM-7 makes it 70 or 67 UTF-16 units. An extension character or a surrogate pair is not cut in two.
 */
export function segmentsOf(text: string): Segments {
  const characters = Array.from(text);
  const encoding = characters.every(isGsm) ? 'GSM-7' : 'UCS-2';
  const widths = characters.map((character) =>
    encoding === 'UCS-2' ? character.length : extension.has(character) ? 2 : 1,
  );
  const units = widths.reduce((sum, width) => sum + width, 0);
  const [alone, each] = encoding === 'GSM-7' ? [160, 153] : [70, 67];
  return { encoding, units, segments: units <= alone ? 1 : partsOf(widths, each) };
}

function partsOf(widths: readonly number[], each: number): number {
  let parts = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > each) {
      parts += 1;
      used = 0;
    }
    used += width;
  }
  return parts;
}

/** Typographic characters by the plain one that says the same. */
const lookAlikes: readonly (readonly [plain: string, typographic: RegExp])[] = [
  ["'", /[\u2018-\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02c8\u2039\u203a\u00b4\u0060\uff07]/g],
  ['"', /[\u201c-\u201f\u2033\u2036\u00ab\u00bb\u02ba\u275d\u275e\u301d-\u301f\uff02]/g],
  ['-', /[\u2010-\u2015\u2212\u2043\u2e3a\u2e3b\ufe58\ufe63\uff0d]/g],
  ['*', /[\u2022\u2023\u25cf\u25aa\u25e6\u00b7\u2219\u2217]/g],
  ['...', /\u2026/g],
  ['/', /[\u2044\u2215]/g],
  [' ', /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]/g],
  ['\n', /[\u2028\u2029]/g],
  ['fi', /\ufb01/g],
  ['fl', /\ufb02/g],
  ['', /[\u00ad\u200b\u200e\u200f\u2060\ufeff]/g],
];

/**
 * The text with plain quotes, dashes, spaces and the like, where that makes all of it GSM-7 and no more segments than
 * before; else unchanged, since one emoji or foreign letter costs the same with curly quotes beside it. Call it before
 * `splitText`: an ellipsis becomes three characters.
 */
export function toPlainQuotes(text: string): string {
  const plain = lookAlikes.reduce((so, [by, typographic]) => so.replace(typographic, by), text);
  const after = segmentsOf(plain);
  return after.encoding === 'GSM-7' && after.segments <= segmentsOf(text).segments ? plain : text;
}
