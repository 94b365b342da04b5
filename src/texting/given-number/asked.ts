import type { ChatMessage } from '../../contracts/events.js';
import { htmlToText } from '../relay/html.js';
import { asking, statementsOf, words } from './said.js';

/** What was asked for before a visitor's message: their phone, some other number, or neither. */
export type Asked = 'phone' | 'another_number' | 'nothing';

/** What one message asks for. */
export function asksFor(text: string): Asked {
  const found = statementsOf(text.slice(0, LOOKED_AT)).map(({ clauses, isQuestion }) => {
    const said = clauses.flatMap((clause) => clause.words);
    if (!isQuestion && said.length > 3 && !said.some((word) => words.asking.has(word))) return 'nothing';
    const wantsPhone = said.some((_word, i) => asking.at(said, i).length > 0 && !OURS.has(said[i - 1] ?? ''));
    const things = said.flatMap((word, i) => (words.things.has(word) ? [i] : []));
    const wantsOther = wantsPhone ? things.some((i) => isNumberOfThing(said, i)) : things.length > 0;
    if (wantsOther) return 'another_number';
    return wantsPhone ? 'phone' : 'nothing';
  });
  // Two numbers asked for at once: a bare one may be either.
  if (found.includes('another_number')) return 'another_number';
  return found.includes('phone') ? 'phone' : 'nothing';
}

/** "Order number", "número de pedido", "Bestellnummer". */
function isNumberOfThing(said: readonly string[], i: number): boolean {
  const isNumber = (word: string | undefined) => word !== undefined && NUMBER.test(word);
  return (
    isNumber(said[i]) ||
    isNumber(said[i + 1]) ||
    (isNumber(said[i - 2]) && said[i - 1]?.startsWith('d') === true)
  );
}
const NUMBER = /^(?:number|no|nr|num|id|ids|code|hash|reference|ref|numero|codigo|\p{L}+nummer|nummer)$/u;

const LOOKED_AT = 1_000;
/** "Call our number" gives one, and asks for none. */
const OURS = new Set([
  'our',
  'ours',
  'my',
  'this',
  'nuestro',
  'notre',
  'unsere',
  'nosso',
  'mi',
  'mon',
  'meine',
  'meu',
]);

/** A message as far as asking goes. */
export type Spoken = Pick<ChatMessage, 'author' | 'type' | 'html'>;

/** A visitor often sends a word or two before the number that was asked for. */
const VISITORS_BETWEEN = 2;
/** Bots ask in one message and say more in the next. */
const ASKERS = 4;

/** What was asked for last before a visitor's message. `before`: the chat until then, oldest first. */
export function askedLast(before: readonly Spoken[]): Asked {
  let between = 0;
  let askers = 0;
  for (const { author, type, html } of [...before].reverse()) {
    if (type !== 'chat') continue;
    if (author === 'visitor') {
      between += 1;
      if (askers > 0 || between > VISITORS_BETWEEN) return 'nothing';
      continue;
    }
    askers += 1;
    if (askers > ASKERS) return 'nothing';
    const asked = asksFor(htmlToText(html));
    if (asked !== 'nothing') return asked;
  }
  return 'nothing';
}
