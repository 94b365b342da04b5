/**
 * Wordings of one meaning. A phrase is words with spaces between them; `a/b` is either word, `(a/b)` either or neither.
 * Case, accents, apostrophes and punctuation do not count, neither here nor in a text.
 */
export interface Wording {
  /**
   * certain: nothing else can be meant. doubtful: it could be, so a rep is told. none: looks like a wish and is not;
   * since the longest phrase at a place counts, this takes a shorter one out of the running.
   */
  readonly certainty: 'certain' | 'doubtful' | 'none';
  /**
   * anywhere: wherever the phrase stands. sentence: the sentence holds phrases and small talk, nothing else. text: the
   * same, for the whole text.
   */
  readonly where: 'anywhere' | 'sentence' | 'text';
  /** Speaks of texts, messages, numbers or lists, so that it means the same when it is typed into a web chat. */
  readonly aboutTexts?: true;
  readonly phrases: readonly string[];
}

export interface Language {
  readonly wordings: readonly Wording[];
  /** Phrases that may stand beside a wish and say nothing about it, such as "please". */
  readonly smallTalk: readonly string[];
  /** Usual misspellings and short forms, by the word that they stand for. */
  readonly spellings?: Readonly<Record<string, readonly string[]>>;
  /** Two words in a row, by the one word that they are read as. */
  readonly contractions?: Readonly<Record<string, string>>;
}
