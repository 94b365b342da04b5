/** A country in which networks and vendors write one phone in two ways. */
interface Spelling {
  readonly country: string;
  /** The other spelling, and the key that stands for both. */
  readonly other: RegExp;
  readonly key: string;
  /** The key's own form, and the other spelling of it. */
  readonly own: RegExp;
  readonly otherOfOwn: string;
}

/**
 * Numbering plans in which both spellings still reach the same phone. Plans whose change is over, so that only the new spelling
 * works, are not here. The SQL function `phone_key` (migration 022) has the same rules, and a test holds the two together:
 * a change here needs a migration that replaces the function and rebuilds the indexes on it.
 */
const spellings: readonly Spelling[] = [
  // Mobiles had a 1 after the country code until 2019; carriers still send it.
  {
    country: 'MX',
    other: /^\+521([2-9][0-9]{9})$/,
    key: '+52$1',
    own: /^\+52([2-9][0-9]{9})$/,
    otherOfOwn: '+521$1',
  },
  // Mobiles have a 9 after the country code when called from abroad; not every carrier sends it.
  {
    country: 'AR',
    other: /^\+549([1-3][0-9]{9})$/,
    key: '+54$1',
    own: /^\+54([1-3][0-9]{9})$/,
    otherOfOwn: '+549$1',
  },
  // Mobiles of eight digits got a ninth in front. Eight digits that begin with 2 to 5 are landlines, which did not.
  {
    country: 'BR',
    other: /^\+55([1-9][0-9])([6-9][0-9]{7})$/,
    key: '+55$19$2',
    own: /^\+55([1-9][0-9])9([6-9][0-9]{7})$/,
    otherOfOwn: '+55$1$2',
  },
  // All numbers got 01 in front in November 2024.
  {
    country: 'BJ',
    other: /^\+229([2-9][0-9]{7})$/,
    key: '+22901$1',
    own: /^\+22901([2-9][0-9]{7})$/,
    otherOfOwn: '+229$1',
  },
  // Palestinian mobiles are reached by the country code of Israel as well.
  {
    country: 'PS',
    other: /^\+972(5[69][0-9]{7})$/,
    key: '+970$1',
    own: /^\+970(5[69][0-9]{7})$/,
    otherOfOwn: '+972$1',
  },
];

/**
 * What identifies a phone, however its number is spelled: compare keys wherever two numbers could be the same phone, and send to the
 * number itself. A text that is not such a number is its own key. Pure; `phoneKey(phoneKey(x))` is `phoneKey(x)`.
 */
export function phoneKey(e164: string): string {
  for (const { other, key } of spellings) if (other.test(e164)) return e164.replace(other, key);
  return e164;
}

/** All spellings of a phone's number, the given one first: a vendor lists messages by spelling. */
export function phoneSpellings(e164: string): readonly string[] {
  const key = phoneKey(e164);
  const rule = spellings.find(({ own }) => own.test(key));
  const all = rule === undefined ? [key] : [key, key.replace(rule.own, rule.otherOfOwn)];
  return [e164, ...all.filter((spelling) => spelling !== e164)];
}

/** Whether two numbers are one phone, in any spelling. */
export const isSamePhone = (one: string, other: string): boolean => phoneKey(one) === phoneKey(other);

/** Whether a number is one of these, in any spelling. */
export const isOneOf = (numbers: readonly string[], e164: string): boolean =>
  numbers.some((number) => isSamePhone(number, e164));
