import type { CountryCode } from 'libphonenumber-js/max';

/** Messages of one language with a number (N) in them. */
export interface Cases {
  readonly country: CountryCode;
  /** As people write it. */
  readonly number: string;
  /** The words say that it is theirs: it counts, whatever was asked before. "My number is N" does not after a question for another number. */
  readonly own: readonly string[];
  /** Little but the number: it counts unless another number was asked for. */
  readonly bare: readonly string[];
  /** Counts only as the answer to a question for a phone. */
  readonly ifAsked: readonly string[];
  /** Counts never. */
  readonly never: readonly string[];
  /** What bots and reps write, by what it asks for. */
  readonly asks: readonly string[];
  readonly asksAnother: readonly string[];
  readonly asksNothing: readonly string[];
}
