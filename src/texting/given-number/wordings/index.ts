import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { portuguese } from './portuguese.js';
import { spanish } from './spanish.js';
import type { NumberWordings } from './wording.js';

/** The languages in which consent is read as well. */
export const numberWordings: Readonly<Record<string, NumberWordings>> = {
  english,
  spanish,
  french,
  portuguese,
  german,
};
