import { sentencesOf, type Sentence } from './plain-words.js';
import type { Language } from './wordings/wording.js';

/** A compiled phrase: for each place, the words that may stand there. */
export interface Phrase<Meaning> {
  readonly meaning: Meaning;
  readonly places: readonly { readonly words: ReadonlySet<string>; readonly optional: boolean }[];
}

/** Normalises words to the spelling of the languages' tables. */
export interface Spelling {
  readonly word: (raw: string) => string;
  readonly sentences: (text: string) => Sentence[];
}

export function spellingOf(languages: readonly Language[]): Spelling {
  const plain = (text: string) => sentencesOf(text).flatMap(({ words }) => words);
  const spellings = new Map<string, string>();
  for (const { spellings: table = {} } of languages)
    for (const [word, variants] of Object.entries(table))
      for (const variant of variants.flatMap(plain))
        if (!spellings.has(variant)) spellings.set(variant, plain(word)[0] ?? word);
  // A variant's word may itself be a variant in another language's table.
  const once = (word: string) => spellings.get(word) ?? word;
  const spelled = (word: string) => once(once(word));
  const contractions = new Map(
    languages
      .flatMap(({ contractions: table = {} }) => Object.entries(table))
      .map(([pair, word]) => [plain(pair).map(spelled).join(' '), spelled(word)]),
  );
  const contracted = (words: readonly string[]) => {
    const read: string[] = [];
    for (const word of words.map(spelled)) {
      const pair = contractions.get(`${read.at(-1) ?? ''} ${word}`);
      if (pair === undefined) read.push(word);
      else read[read.length - 1] = pair;
    }
    return read;
  };
  return {
    word: (raw) => plain(raw).map(spelled)[0] ?? '',
    sentences: (text) => sentencesOf(text).map((one) => ({ ...one, words: contracted(one.words) })),
  };
}

/** @throws {Error} if the phrase could match zero words. */
export function phraseOf<Meaning>(text: string, meaning: Meaning, { word }: Spelling): Phrase<Meaning> {
  const places = text.split(' ').map((place) => ({
    words: new Set(
      place
        .replace(/^\(|\)$/g, '')
        .split('/')
        .map(word),
    ),
    optional: place.startsWith('('),
  }));
  if (places.every(({ optional }) => optional) || places.some(({ words }) => words.has('')))
    throw new Error(`a phrase without words: ${text}`);
  return { meaning, places };
}

/** Finds the phrases that begin at a given place of a sentence, each with its length in words. */
export class PhraseTable<Meaning> {
  private readonly byFirstWord = new Map<string, Phrase<Meaning>[]>();

  constructor(phrases: readonly Phrase<Meaning>[]) {
    for (const phrase of phrases) {
      for (const place of phrase.places) {
        for (const word of place.words) {
          const same = this.byFirstWord.get(word);
          if (same === undefined) this.byFirstWord.set(word, [phrase]);
          else if (same.at(-1) !== phrase) same.push(phrase);
        }
        if (!place.optional) break;
      }
    }
  }

  at(words: readonly string[], start: number): { meaning: Meaning; length: number }[] {
    return (this.byFirstWord.get(words[start] ?? '') ?? []).flatMap(({ meaning, places }) =>
      lengthsOf(places, words, start).map((length) => ({ meaning, length })),
    );
  }
}

/** All lengths at which the phrase matches. It visits each word once, however many places are optional. */
function lengthsOf(places: Phrase<unknown>['places'], words: readonly string[], start: number): number[] {
  const lengths: number[] = [];
  let reached = skipping(places, new Set([0]));
  for (let i = start; i < words.length && reached.size > 0; i += 1) {
    const next = new Set<number>();
    for (const place of reached) if (places[place]?.words.has(words[i] ?? '')) next.add(place + 1);
    reached = skipping(places, next);
    if (reached.has(places.length)) lengths.push(i - start + 1);
  }
  return lengths;
}

/** Adds the places that follow optional ones. Iterating a set also visits elements added during the iteration. */
function skipping(places: Phrase<unknown>['places'], reached: Set<number>): Set<number> {
  for (const place of reached) if (places[place]?.optional) reached.add(place + 1);
  return reached;
}
