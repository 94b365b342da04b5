/**
 * Words that stand in one message of one conversation and nowhere else, so that the message is known wherever it turns
 * up. Letters only: no number for a phone finder to see, nothing that HTML, GSM or a splitter changes.
 */
const DIGITS = 'abcdefghijklmnop';
const MARKER = /Mk[a-p]{6}q/g;

const letters = (n: number): string =>
  n
    .toString(16)
    .padStart(6, '0')
    .replace(/./g, (digit) => DIGITS.charAt(Number.parseInt(digit, 16)));

/** The marker with this number, from 0 to 16,777,215. */
export const markerWord = (n: number): string => `Mk${letters(n)}q`;

/** A first name that tells the conversation which a follow-up belongs to; no marker, and no letter four times in a row, which no name has. */
export const nameWord = (n: number): string => `Nk${letters(n).split('').join('z')}q`;

/** Every marker in a text or HTML body, in the order in which they stand. */
export const markersIn = (body: string): string[] => body.match(MARKER) ?? [];
