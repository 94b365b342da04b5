import { PhraseTable, phraseOf, spellingOf } from './phrases.js';
import type { Sentence } from './plain-words.js';
import { languages } from './wordings/index.js';
import type { Wording } from './wordings/wording.js';

/** Weight of a group of wordings: nothing, a doubtful wish or a certain one. */
type Weight = 0 | 1 | 2;
export type Weigh = (wording: Wording) => Weight;

export const asWritten: Weigh = ({ certainty }) =>
  ({ none: 0, doubtful: 1, certain: 2 })[certainty] as Weight;

const all = Object.values(languages);
const spelling = spellingOf(all);
const SMALL_TALK = null;

const phrases = all.flatMap(({ wordings, smallTalk }) => [
  ...wordings.flatMap((wording) => wording.phrases.map((text) => phraseOf(text, wording, spelling))),
  ...smallTalk.map((text) => phraseOf(text, SMALL_TALK, spelling)),
]);
const tableOf = (belongs: (wording: Wording | typeof SMALL_TALK) => boolean) =>
  new PhraseTable(phrases.filter(({ meaning }) => belongs(meaning)));

const anywhere = tableOf((wording) => wording?.where === 'anywhere');
const wholeSentence = tableOf((wording) => wording?.certainty !== 'none' && wording?.where !== 'text');
const wholeText = tableOf((wording) => wording?.certainty !== 'none');

/** The strongest wish that the first 500 characters of a text express. Linear in their number. */
export function findWording(text: string, weigh: Weigh): Weight {
  const sentences = spelling.sentences(text);
  const found = sentences.flatMap((sentence) => [
    strongestWithin(sentence, weigh),
    ofWhole(sentence, wholeSentence, weigh) ?? 0,
  ]);
  const wholes = sentences.map((sentence) => ofWhole(sentence, wholeText, weigh));
  const whole = wholes.includes(null) ? 0 : strongest(wholes);
  return strongest([...found, whole]);
}

/** From left to right, the longest phrase at each place: "don't stop" is no "stop". */
function strongestWithin({ words }: Sentence, weigh: Weigh): Weight {
  const found: Weight[] = [];
  for (let i = 0; i < words.length;) {
    const here = anywhere.at(words, i);
    const longest = Math.max(0, ...here.map(({ length }) => length));
    const same = here.filter(({ length }) => length === longest);
    found.push(...same.map(({ meaning }) => (meaning === null ? 0 : weigh(meaning))));
    i += Math.max(1, longest);
  }
  return strongest(found);
}

/** The wish of a sentence that consists of phrases and small talk; null for any other sentence. A question is doubtful. */
function ofWhole(sentence: Sentence, table: typeof wholeText, weigh: Weigh): Weight | null {
  const { words, question } = sentence;
  // "No pare" means "don't stop"; "no" is not small talk before a wish here.
  if (words.some((_word, i) => anywhere.at(words, i).some(({ meaning }) => meaning?.certainty === 'none')))
    return null;
  const upTo: (Weight | null)[] = [0, ...words.map(() => null)];
  words.forEach((_word, i) => {
    const before = upTo[i] ?? null;
    if (before === null) return;
    for (const { meaning, length } of table.at(words, i)) {
      const weight = meaning === null ? 0 : weigh(meaning);
      upTo[i + length] = strongest([before, weight, upTo[i + length] ?? 0]);
    }
  });
  const weight = upTo[words.length] ?? null;
  return weight === 2 && question ? 1 : weight;
}

function strongest(weights: readonly (Weight | null)[]): Weight {
  return weights.reduce<Weight>((most, weight) => (weight !== null && weight > most ? weight : most), 0);
}
