import { isNoName, isOfNoPerson, isTitle } from './no-names.js';

/** Longer words are hardly ever a first name, and the text stays within three segments. In UTF-16 units. */
const NAME_LIMIT = 25;
/** Nobody's first name stands behind a page of text. */
const LOOKED_AT = 200;

/**
 * The name to greet a visitor by, from a field that the visitor may have filled in; null if the field shows no first name. It goes out in
 * texts under the company's name, so what is promised is what it cannot be:
 * - one word of letters, with at most two hyphens or apostrophes inside: no link, address, number, emoji or sentence;
 * - all its letters are of one script and of the common style, and no capital stands in its middle as in a brand;
 * - no placeholder and no bait of `no-names.ts`.
 *
 * Titles are skipped, and initials that more than a surname follows. Not promised: that the word is a name. A stranger may still be greeted
 * by a single plain word that is not listed, or by one that is written in another alphabet throughout.
 */
export function firstName(name: string | null): string | null {
  const field = (name ?? '').slice(0, LOOKED_AT).trim();
  if (ADDRESS.test(field)) return null;
  const all = field.split(/\s+/);
  if (isOfNoPerson(all)) return null;
  const named = all.slice(countWhile(all, isTitle));
  const initials = countWhile(named, (word) => INITIALS.test(word));
  // Initials and one more word are a surname, as in "J. R. Ewing". "J. Robert Oppenheimer" is greeted as Robert.
  if (initials > 0 && named.length - initials < 2) return null;
  const word = named[initials] ?? '';
  return isFirstName(word) ? word.replace(/[‐‑]/gu, '-') : null;
}

/** Whoever writes an address into the field has not filled in a name. A dot between initials is none. */
const ADDRESS = /:\/\/|@|\bwww\.|\p{L}{2}\.\p{L}|\p{L}\.\p{L}{2}/iu;

/** "J.", "J.R.", and a single letter of an alphabet in which that is no name. */
const INITIALS = /^(?:(?:\p{L}\p{M}*\.-?)+|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)$/u;

function countWhile(words: readonly string[], belongs: (word: string) => boolean): number {
  const end = words.findIndex((word) => !belongs(word));
  return end === -1 ? words.length : end;
}

function isFirstName(word: string): boolean {
  const parts = word.split(/['’‘‐‑-]/u);
  return (
    word.length <= NAME_LIMIT &&
    parts.length <= 3 &&
    parts.every((part) => LETTERS.test(part)) &&
    alphabets.some((alphabet) => parts.every((part) => alphabet.test(part))) &&
    // Full-width, mathematical and other styled letters mean common ones.
    parts.every((part) => part.normalize('NFKC') === part.normalize('NFC')) &&
    HAS_LETTER.test(word) &&
    !REPEATED.test(word) &&
    !MASHED.test(word) &&
    parts.every((part) => !CAPITAL_INSIDE.test(part) || NAME_WITH_CAPITAL.test(part)) &&
    ![word, ...parts].some(isNoName)
  );
}

/** Letters and their marks. A joiner stands inside words of Persian and of the scripts of India. */
const LETTERS = /^\p{L}(?:[\p{L}\p{M}]|[\u200c\u200d](?=\p{L}))*$/u;
/** The apostrophe of Hawaiian and Ukrainian is a letter to Unicode, and no word. */
const HAS_LETTER = /[\p{Lu}\p{Ll}\p{Lo}]/u;
/** "Aaaaaa", and marks heaped on one letter. */
const REPEATED = /(\p{L})\1{3}|\p{M}{4}|[\u0300-\u036f]{3}/iu;
/** "Sdfgh", "asdasd": fingers on a keyboard. */
const MASHED = /^[b-df-hj-np-tv-xz]{3,}$|^(\p{L}{3,})\1+$|^(\p{L}{2})\2{2,}$/iu;

/** Only the letters that people write names with: the Latin script also has small capitals and phonetic signs that look like others. */
const LATIN = 'A-Za-zÀ-ÖØ-öø-ɏɓɔəɗɛɣḀ-ỿʻʼ';
/** Without those that strike a letter through or stand across two. */
const ACCENTS = '\\u0300-\\u0333\\u0339-\\u0345\\u0350-\\u035b';
const JOINERS = '\\u200c\\u200d';
const script = (name: string) => `\\p{scx=${name}}`;
/** A name is written in one of them. */
const alphabets = [
  LATIN + ACCENTS,
  script('Cyrillic') + ACCENTS,
  script('Greek') + ACCENTS,
  script('Han') + script('Hiragana') + script('Katakana'),
  script('Han') + script('Hangul'),
  ...[
    'Arabic',
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
    'Telugu',
    'Kannada',
    'Malayalam',
    'Sinhala',
  ].map((name) => script(name) + JOINERS),
  ...[
    'Hebrew',
    'Armenian',
    'Georgian',
    'Ethiopic',
    'Thai',
    'Lao',
    'Khmer',
    'Myanmar',
    'Tibetan',
    'Mongolian',
  ].map(script),
].map((letters) => new RegExp(`^[${letters}]+$`, 'u'));

/** "PayPal", "iPhone", "FedEX"; "ANA" has no small letter before the capital. */
const CAPITAL_INSIDE = /\p{Ll}\p{M}*\p{Lu}/u;
const NAME_WITH_CAPITAL =
  /^(?:Mc|Mac|De|Di|Da|Du|Do|La|Le|Lu|Lo|Ma|Mary|Ann|Anna|Jo|Ja|Ke|Ka|Ra|Ta|Te|Ty|Sha|Van|Von|Fitz|Beth|Sue|Lee)\p{Lu}\p{Ll}+$/u;
