/**
 * How people of one language give a phone number, and what else they write numbers for. In a phrase, `N` stands for the number, `a/b` is
 * either word, `(a/b)` either or neither; case, accents, apostrophes and punctuation are ignored, here and in a message. The words of all
 * languages are read together, since visitors mix them.
 */
export interface NumberWordings {
  /** The writer's own phone, whatever was asked before. */
  readonly own: readonly string[];
  /** The writer's own number, which is a phone unless some other number was asked for: "my number is N". */
  readonly ownNumber: readonly string[];
  /** The same where it begins a clause, as in a form: "Name: Ana, Phone: N". */
  readonly labels: readonly string[];
  /** Words that may stand beside a number in a message that is little but the number. */
  readonly fillers: string;
  /** Other things that have numbers. A number behind one of them is no phone. */
  readonly things: string;
  /** Other people, and words for what is theirs or the reader's. */
  readonly people: string;
  /** Words before a phrase that turn it round. */
  readonly negations: string;
  /** Words that hand on what somebody else says. */
  readonly reports: string;
  /** What a rep or a bot writes who wants a phone number: counts in a sentence that asks. */
  readonly asks: readonly string[];
  /** A sentence with one of these asks; so does one that ends in a question mark. */
  readonly askingWords: string;
}
