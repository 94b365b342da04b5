import { marks, words } from './said.js';

/** Of the five languages. */
const set = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));
const CALLS =
  set(`call phone ring reach contact text message ask llama llame llamen contacta contacte contacten marca marque appelez appelle
  contactez joignez rufen ruf rufe kontaktieren liga ligue liguem fale`);
const AT = set('at on al en au sur unter auf no em pelo');
const PHONES =
  set(`number phone cell mobile telephone numero telefono celular movil portable nummer handynummer telefonnummer mobilnummer
  telefone`);
const OF = set('of de del du von do da');
const REACHED = set('reached contacted texted called reachable');
const MAY = set('can could may will');
const WRITERS = set('i we im id ich je yo eu');

/** Whether a number is told of somebody by name: "call Ana at N", "el celular de Ana es N", "Ana can be reached at N". */
export function isOfNamed(said: readonly string[], n: number): boolean {
  const before = said.slice(0, n);
  return before.some((word, i) => {
    const at = (offset: number) => before[i + offset] ?? '';
    if (CALLS.has(word)) {
      const called = before.slice(i + 1, -1).filter((other) => !LINKS.has(other));
      return called.length > 0 && called.length <= 2 && called.every(isName) && AT.has(before.at(-1) ?? '');
    }
    if (PHONES.has(word) && OF.has(at(1))) return isName(at(2));
    if (REACHED.has(word) && at(-1) === 'be' && MAY.has(at(-2))) return at(-3) !== '' && !WRITERS.has(at(-3));
    if (word === 'joignable') return at(-1) === 'est';
    if (word === 'ist') return AT.has(at(1)) && i + 2 === n && said[n + 1] === 'erreichbar';
    return word === 'se' && (at(1) === 'puede' || at(1) === 'pueden');
  });
}

const LINKS = set('a for sie para pro com the');

/** A word that is neither small talk nor about the writer. */
const isName = (word: string): boolean =>
  word !== '' &&
  !words.fillers.has(word) &&
  !words.negations.has(word) &&
  !Object.values<string>(marks).includes(word) &&
  !NO_NAMES.has(word);
const NO_NAMES =
  set(`me us my back directly anytime info details contacto contact mi moi mich mir conmigo comigo trabajo casa travail hause
  trabalho contato work home`);
