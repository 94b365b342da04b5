import type { CountryCode } from 'libphonenumber-js/max';
import { judge } from '../../telephony/phone.js';
import {
  partsOf,
  plainDigits,
  readNumber,
  writtenNumbers,
  type WrittenNumber,
} from '../../telephony/written-number.js';
import type { Asked } from './asked.js';
import { isOfNamed } from './third-person.js';
import { marks, owning, statementsOf, words, type Owned, type Statement } from './said.js';

/** The numbers in a visitor's message. Those that are given are E.164, as they are texted. */
export interface NumbersInMessage {
  /** The visitor's own phone, by what the messages before asked for; null if the words give none. */
  readonly given: Readonly<Record<Asked, string | null>>;
  /** All numbers that could be texted, whosever they are. */
  readonly named: readonly string[];
}

/** Nobody gives a number after pages of text. */
const LOOKED_AT = 2_000;
/** What stands around a number and can say whose it is. Characters. */
const BEFORE = 260;
const AFTER = 160;
/** A message with more numbers is a list of something. */
const MOST = 8;

const none: NumbersInMessage = { given: { phone: null, another_number: null, nothing: null }, named: [] };

/**
 * Reads which number in a message is the visitor's phone. It is, where words say so ("text me at N", "my number is N"), where a phone was
 * asked for, and where the message is little but the number; never behind the name of another thing that has numbers, and never if it is
 * somebody else's. What is left is for the rep or the bot to ask. Pure; never throws. Not promised: every wording, or another language.
 */
export function readNumbers(text: string, country: CountryCode): NumbersInMessage {
  if (!/\p{Nd}/u.test(text)) return none;
  const plain = withoutAddresses(plainDigits(text.slice(0, LOOKED_AT)));
  const candidates = candidatesIn(plain, country).slice(0, MOST);
  if (candidates.length === 0) return none;
  const isLittleElse = isLittleButNumbers(marked(plain, candidates, null));
  const given: Record<Asked, string | null> = { ...none.given };
  for (const candidate of candidates) {
    if (candidate.e164 === null) continue;
    const means = meaningOf(plain, candidates, candidate);
    const isBare = means !== 'not_own' && isLittleElse && !candidate.needsGuess;
    const counts: Record<Asked, boolean> = {
      phone: means === 'own' || means === 'ownNumber' || means === 'open' || isBare,
      another_number: means === 'own',
      nothing: means === 'own' || means === 'ownNumber' || (isBare && means !== 'asked_back'),
    };
    for (const asked of Object.keys(counts) as Asked[]) if (counts[asked]) given[asked] ??= candidate.e164;
  }
  return { given, named: [...new Set(candidates.flatMap(({ e164 }) => e164 ?? []))] };
}

interface Candidate extends WrittenNumber {
  /** Null for a number that is valid and cannot be texted. */
  readonly e164: string | null;
  /** It is a number only with a + that nobody wrote. */
  readonly needsGuess: boolean;
}

/** Addresses hold digits that are no number; an e-mail address beside a number is part of what a visitor gives. */
const withoutAddresses = (plain: string): string =>
  plain
    .replace(/\b(?:https?:\/\/|www\.)\S+/giu, ' link ')
    .replace(/[^\s,;:<>()]+@[^\s,;:<>()]+/gu, ` ${marks.email} `);

function candidatesIn(plain: string, country: CountryCode): Candidate[] {
  return writtenNumbers(plain).flatMap((run) => {
    if (run.hasExtension) return [];
    const read = (digits: string, start: number, needsGuess: boolean): Candidate[] => {
      const number = readNumber(digits, { country, guessesPlus: needsGuess });
      const phone = number && judge(number);
      if (phone === null) return [];
      const end = start + digits.length;
      if (isOtherFigure(plain, { digits, start, end, hasExtension: false })) return [];
      return [{ digits, start, end, hasExtension: false, e164: phone.e164, needsGuess }];
    };
    const whole = read(run.digits, run.start, false);
    if (whole.length > 0 || readNumber(run.digits, { country, guessesPlus: false }) !== null) return whole;
    const parts = partsOf(run.digits, { country, guessesPlus: false })
      .filter(({ digits }) => digits.replace(/\D/g, '').length >= 7)
      .flatMap(({ digits, offset }) => read(digits, run.start + offset, false));
    return parts.length > 0 ? parts : read(run.digits, run.start, true);
  });
}

/** A price, a date, an IP address, part of a longer figure or of a code, by the signs around it. */
function isOtherFigure(plain: string, { digits, start, end }: WrittenNumber): boolean {
  const before = plain.slice(Math.max(0, start - 5), start);
  const after = plain.slice(end, end + 12);
  const bare = digits.trim();
  return (
    /[\p{L}_@/\\$€£¥₹%&*~]$|[\p{Sc}] ?$|\d,$|(?:^|[^\p{L}])\p{Lu}{1,3}-$/u.test(before) ||
    /^(?:[\p{L}_@\\%*]|[-/.](?=[\p{L}\d])|,\d| ?[\p{Sc}]| ?(?:usd|eur|gbp|dollars?|euros?|pounds?|pesos|reais)\b)/iu.test(
      after,
    ) ||
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(bare) ||
    /^\d+\.\d{1,2}$/.test(bare) ||
    /^(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})$/.test(bare)
  );
}

/** The message with a word in the place of each number. */
function marked(plain: string, candidates: readonly Candidate[], judged: Candidate | null): string {
  let read = '';
  let at = 0;
  for (const candidate of candidates) {
    read += `${plain.slice(at, candidate.start)} ${candidate === judged ? marks.number : marks.otherNumber} `;
    at = candidate.end;
  }
  return (read + plain.slice(at)).replace(/#\s*(?=qq)/g, ` ${marks.hash} `);
}

/** `open`: it is theirs if a phone was asked for. `asked_back`, as in "N?": only if, and where there is little else. */
type Means = 'own' | 'ownNumber' | 'open' | 'asked_back' | 'not_own';

function meaningOf(plain: string, candidates: readonly Candidate[], judged: Candidate): Means {
  const from = Math.max(0, judged.start - BEFORE);
  const to = judged.end + AFTER;
  const near = candidates
    .filter(({ start, end }) => start >= from && end <= to)
    .map((one) => ({ ...one, start: one.start - from, end: one.end - from }));
  const text = marked(
    plain.slice(from, to),
    near,
    near.find(({ start }) => start === judged.start - from) ?? null,
  );
  const statement = statementsOf(text).find(({ clauses }) =>
    clauses.some((clause) => clause.words.includes(marks.number)),
  );
  return statement === undefined ? 'not_own' : whose(statement);
}

function whose({ clauses, isQuestion }: Statement): Means {
  const said = clauses.flatMap((clause) => clause.words);
  const n = said.indexOf(marks.number);
  let clauseStart = 0;
  for (const clause of clauses) {
    if (clauseStart + clause.words.length > n) break;
    clauseStart += clause.words.length;
  }
  const before = said.slice(0, n);
  if (OF_CALLERS.has(before.at(-1) ?? '') || isOfNamed(said, n)) return 'not_own';
  const owned = phraseAround(said, n, clauseStart);
  const isThing = (word: string) => words.things.has(word) || word === marks.hash;
  // "I placed an order, my number is N" is about the order; in "order 4711, my number is N" that one has its own.
  const isNumbered = (i: number) =>
    before.slice(i + 1, i + 5).some((word) => word === marks.otherNumber || /^\d{3,}$/.test(word));
  const isAboutThing = before.some((word, i) => isThing(word) && !isNumbered(i));
  if (owned !== null && !(owned === 'ownNumber' && isAboutThing)) return owned === 'label' ? 'own' : owned;
  const clause = said.slice(clauseStart, n);
  const near = clause.slice(clause.findLastIndex((word) => BUT.has(word)) + 1);
  if (near.some((word) => words.negations.has(word)) || isSaidNo(said.slice(n + 1))) return 'not_own';
  if (said.some((word) => words.reports.has(word))) return 'not_own';
  if ([...before, ...said.slice(n + 1, n + 5)].some((word) => words.people.has(word) || isThing(word)))
    return 'not_own';
  return isQuestion ? 'asked_back' : 'open';
}

/** "N is not mine", "N is my old number"; "N not before 9", "N but no calls please" and "N, not N" say something else. */
function isSaidNo(after: readonly string[]): boolean {
  const i = after.findIndex((word) => !COPULAS.has(word));
  const [word = '', next = ''] = i === -1 ? [] : after.slice(i);
  if (!words.negations.has(word) || next === marks.otherNumber || HOUR.test(next)) return false;
  return !UNTIL.has(next) && (word !== 'no' || OF_NO.has(next));
}
const wordSet = (list: string) => new Set(list.split(' '));
const COPULAS = wordSet(
  'is was has its it this that thats my the number es ese este era mi el numero cest est mon le das ist meine die e o meu',
);
const UNTIL = wordSet(
  'before after until till between on at during avant apres vor nach antes despues depois',
);
const OF_NO = wordSet('es era longer funciona sirve');

/** "Not N but N": what was said no to is the one before. */
const BUT = new Set(['but', 'sino', 'mais', 'sondern', 'mas']);

/** "A call from N" tells of somebody else. */
const OF_CALLERS = new Set(['from', 'von', 'desde']);

/** The phrase that gives the number as the writer's own, unless the words before it turn it round or hand on what another one says. */
function phraseAround(said: readonly string[], n: number, clauseStart: number): Owned | null {
  for (let i = 0; i <= n; i++) {
    const clause = said.slice(Math.min(clauseStart, i), i);
    const isTurned =
      clause.slice(-3).some((word) => words.negations.has(word)) ||
      clause.some((word) => words.reports.has(word));
    if (isTurned) continue;
    for (const { meaning, length } of owning.at(said, i)) {
      if (i + length <= n) continue;
      // "..., text me at N" is about the number that follows.
      if (i === n && said.slice(i + length, i + length + 4).includes(marks.otherNumber)) continue;
      const isOfWriter = said.slice(i, i + length).some((word) => FIRST_PERSON.test(word));
      if (!isOfWriter && clause.some((word) => words.people.has(word))) continue;
      // A form on one line: "order: N phone: N".
      const field = clause.slice(clause.lastIndexOf(marks.otherNumber) + 1);
      const beginsClause = i >= clauseStart && field.every((word) => words.fillers.has(word));
      if (meaning !== 'label' || beginsClause) return meaning;
    }
  }
  return null;
}

/** Of the five languages; Spanish and Portuguese put it behind the verb: "llámame". */
const FIRST_PERSON =
  /^(?:i|im|we|me|us|my|mine|mi|mio|moi|mon|mien|je|mich|mir|mein|meine|ich|bin|meu|minha|m(?:appeler|ecrire|envoyer))$|\p{L}{3}(?:me|nos)$/u;

/** A short number beside it may be an hour. */
const HOUR = /^\d{1,2}(?:am|pm|h|uhr|hrs)?$/;

function isLittleButNumbers(text: string): boolean {
  const said = statementsOf(text).flatMap(({ clauses }) => clauses.flatMap((clause) => clause.words));
  return (
    said.length <= 16 &&
    said.every(
      (word) =>
        word === marks.otherNumber ||
        word === marks.email ||
        HOUR.test(word) ||
        (words.fillers.has(word) && !words.things.has(word) && !words.people.has(word)),
    )
  );
}
