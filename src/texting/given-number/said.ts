import { PhraseTable, phraseOf, spellingOf } from '../../records/consent/phrases.js';
import { numberWordings } from './wordings/index.js';
import type { NumberWordings } from './wordings/wording.js';

const all = Object.values(numberWordings);
const spelling = spellingOf([
  {
    wordings: [],
    smallTalk: [],
    contractions: { 'do not': 'dont', 'i am': 'im', 'can not': 'cant', 'is not': 'isnt', 'it is': 'its' },
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

/** A message as sentences of clauses of words. Linear in its length; the caller bounds that. */
export function statementsOf(text: string): Statement[] {
  return text
    .replace(/\b(tel|ph|mob|cel|cell|num|no|nr|ref|ext|acct|hdy)\.(?=\s*(?:qq|\p{L}))/giu, '$1 ')
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
