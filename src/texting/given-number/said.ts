import { PhraseTable, phraseOf, spellingOf } from '../../records/consent/phrases.js';
import { numberWordings } from './wordings/index.js';
import type { NumberWordings } from './wordings/wording.js';

const all = Object.values(numberWordings);
const spelling = spellingOf([
  {
    wordings: [],
    smallTalk: [],
    contractions: {
      'do not': 'dont',
      'i am': 'im',
      'can not': 'cant',
      'is not': 'isnt',
      'it is': 'its',
      'that is': 'thats',
      'of course': 'ofcourse',
      'in case': 'incase',
      'en caso': 'encaso',
      'em caso': 'emcaso',
    },
  },
]);

/** Words that stand for what is no word in a message. */
export const marks = { number: 'qqnumber', otherNumber: 'qqother', email: 'qqemail', hash: 'hash' } as const;

const compiled = <Meaning>(phrases: readonly string[], meaning: Meaning) =>
  phrases.map((text) => phraseOf(text.replace(/(?<![^ /(])N(?![^ /)])/g, marks.number), meaning, spelling));
const pick = (of: (wordings: NumberWordings) => readonly string[]) => all.flatMap(of);

export type Owned = 'own' | 'ownNumber' | 'label';
/** Phrases with a number in them that give it as the writer's own. */
export const owning = new PhraseTable<Owned>([
  ...compiled(
    pick(({ own }) => own),
    'own' as const,
  ),
  ...compiled(
    pick(({ ownNumber }) => ownNumber),
    'ownNumber' as const,
  ),
  ...compiled(
    pick(({ labels }) => labels),
    'label' as const,
  ),
]);
export const asking = new PhraseTable<true>(
  compiled(
    pick(({ asks }) => asks),
    true as const,
  ),
);

const wordsOf = (of: (wordings: NumberWordings) => string): ReadonlySet<string> =>
  new Set(all.flatMap((wordings) => of(wordings).trim().split(/\s+/).map(spelling.word)));
export const words = {
  fillers: wordsOf(({ fillers }) => fillers),
  things: wordsOf(({ things }) => things),
  people: wordsOf(({ people }) => people),
  negations: wordsOf(({ negations }) => negations),
  reports: wordsOf(({ reports }) => reports),
  asking: wordsOf(({ askingWords }) => askingWords),
} as const;

export interface Clause {
  readonly words: readonly string[];
}
export interface Statement {
  readonly clauses: readonly Clause[];
  readonly isQuestion: boolean;
}

/** "Inv. N", "Rechnungsnr. N". */
const ABBREVIATED = /(\p{L}{1,4}|\p{L}+n[ro])\.(?=\s*qq)/giu;
/** "Bob's cell" is somebody's; "here's my cell" is not. */
const POSSESSIVE =
  /(?<!\p{L})(?!(?:here|there|that|this|it|what|where|who|how|number|phone|cell|mobile|he|she|let)['’])\p{L}+['’]s\s+(?=(?:\p{L}+\s+){0,2}?(?:number|phone|cell|mobile|telephone|line)(?!\p{L}))/giu;

/** A message as sentences of clauses of words. Linear in its length; the caller bounds that. */
export function statementsOf(text: string): Statement[] {
  return text
    .replace(/\b(tel|ph|mob|cel|cell|num|no|nr|ref|ext|acct|hdy)\.(?=\s*(?:qq|\p{L}))/giu, '$1 ')
    .replace(ABBREVIATED, (all, word: string) => (words.things.has(spelling.word(word)) ? `${word} ` : all))
    .replace(POSSESSIVE, ' someones ')
    .replace(/[:=]\s*/g, ' ')
    .split(/(?<=[!?;\n…])|(?<=\.)(?=\s|$)/u)
    .map((sentence) => ({
      clauses: sentence.split(/,(?=\s)|\s[-–—|•]+\s|[()[\]]/u).flatMap((clause) => {
        const own = spelling.sentences(clause).flatMap((one) => one.words);
        return own.length === 0 ? [] : [{ words: own }];
      }),
      isQuestion: /\?\s*$/.test(sentence),
    }))
    .filter(({ clauses }) => clauses.length > 0);
}
