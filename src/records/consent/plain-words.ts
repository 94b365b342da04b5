/** A wish stands at the start of a text. Reading all of it would let anybody waste our time with a long text. */
const LOOKED_AT = 500;

export interface Sentence {
  readonly words: readonly string[];
  readonly question: boolean;
}

/**
 * The words of the first 500 characters, sentence by sentence: lower-case letters without accents, apostrophes,
 * punctuation, emoji or invisible characters. A web address is one word. Takes time linear in those characters.
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

/** Turns "stoooop" into "stop": no word of our languages has a letter three times in a row. */
function unstretched(word: string): string {
  return word.replace(/(\p{L})\1{2,}/gu, '$1');
}
