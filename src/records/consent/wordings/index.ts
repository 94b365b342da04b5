import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { portuguese } from './portuguese.js';
import { spanish } from './spanish.js';
import type { Language } from './wording.js';

/** Every text is read in all languages at once: visitors mix them ("stop por favor"), and no field names the language. */
export const languages: Readonly<Record<string, Language>> = { english, spanish, french, portuguese, german };
