/** A wish stands at the start of a text; reading the rest as well would let anybody buy our time with a long text. */
const LOOKED_AT = 500;

export interface Sentence {
  readonly words: readonly string[];
  readonly question: boolean;
}

/**
 * The words of the first 500 characters, sentence by sentence: small letters without accents; no apostrophes,
 * punctuation, emoji or characters that nobody sees. A web address is one word. Linear in the length that is looked at.
 */
export function sentencesOf(text: string): Sentence[] {
  const plain = text
    .slice(0, LOOKED_AT)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}'’‘`´ʼ′]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\bhttps?:\/\/\S+/g, ' link ')
    .replace(/#(?![\p{L}\p{N}])/gu, ' number ');
  return plain
    .split(/(?<=[!?;:\n…]|\.(?=\s|$))/u)
    .map((part) => ({
      words: part.match(/[\p{L}\p{N}]+/gu)?.map(unstretched) ?? [],
      question: /\?\s*$/.test(part),
    }))
    .filter(({ words }) => words.length > 0);
}

/** "stoooop" is "stop": no word of our languages has a letter three times in a row. */
function unstretched(word: string): string {
  return word.replace(/(\p{L})\1{2,}/gu, '$1');
}
