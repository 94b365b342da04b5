/**
 * Wordings with one meaning. A phrase is a list of words separated by spaces; `a/b` is either word, `(a/b)` either or
 * neither. Case, accents, apostrophes and punctuation are ignored, here and in a text.
 */
export interface Wording {
  /**
   * certain: it can only mean the wish. doubtful: it may mean something else, so a rep is told. none: it looks like a wish
   * but is none; since the longest phrase at a place counts, it overrides a shorter one.
   */
  readonly certainty: 'certain' | 'doubtful' | 'none';
  /**
   * anywhere: the phrase counts wherever it stands. sentence: it counts if the sentence holds only phrases and small talk.
   * text: the same for the whole text.
   */
  readonly where: 'anywhere' | 'sentence' | 'text';
  /** Says that the phone is not the one that we mean to text. */
  readonly wrongNumber?: true;
  /** Mentions texts, messages, numbers or lists, so it means the same in a web chat. */
  readonly aboutTexts?: true;
  readonly phrases: readonly string[];
}

export interface Language {
  readonly wordings: readonly Wording[];
  /** Phrases that may stand beside a wish without changing it, such as "please". */
  readonly smallTalk: readonly string[];
  /** Common misspellings and short forms, by the word that they stand for. */
  readonly spellings?: Readonly<Record<string, readonly string[]>>;
  /** Pairs of adjacent words that are read as one word, by that word. */
  readonly contractions?: Readonly<Record<string, string>>;
}
