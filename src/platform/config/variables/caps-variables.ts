import { countries, integer, integerOrOff, phoneNumbers } from '../formats.js';
import { variable } from './variable.js';

/** Whom texts go to, and how many: what a stranger who names phone numbers in chats can make the company pay. */
export const caps = {
  /** Null: DEFAULT_COUNTRY. */
  textCountries: variable({
    name: 'TEXT_COUNTRIES',
    perOrg: 'default',
    group: 'policy',
    about:
      'Countries whose numbers are texted; US brings CA, GB the islands of +44; other countries of +1, such as PR or JM, need their own code. all: every country. If unset: DEFAULT_COUNTRY. Sandbox: all.',
    shouldBe: 'comma-separated two-letter country codes such as US,MX, or all',
    sandbox: 'all',
    inSupportBundle: 'value',
    schema: countries,
  }),
  /** Null: no limit. */
  firstTextsPerNumber: variable({
    name: 'FIRST_TEXTS_PER_NUMBER',
    perOrg: 'default',
    group: 'policy',
    about:
      'How many first texts one phone gets in 24 hours, over all chats of the org, and how many one contact gets on all its phones. off: no limit. Sandbox: off.',
    shouldBe: 'a whole number from 1 to 100, or off',
    default: '2',
    sandbox: 'off',
    inSupportBundle: 'value',
    schema: integerOrOff(1, 100),
  }),
  /** Null: no limit. */
  firstTextsPerHour: variable({
    name: 'FIRST_TEXTS_PER_HOUR',
    perOrg: 'default',
    group: 'policy',
    about:
      'How many first texts an org sends in any 60 minutes. When they are spent, first texts pause by themselves until the hour has room; open threads go on. off: no limit. Sandbox: off.',
    shouldBe: 'a whole number from 1 to 100000, or off',
    default: '300',
    sandbox: 'off',
    inSupportBundle: 'value',
    schema: integerOrOff(1, 100_000),
  }),
  maxTextsPerMessage: variable({
    name: 'MAX_TEXTS_PER_MESSAGE',
    perOrg: 'default',
    group: 'policy',
    about:
      "How many texts one rep's message becomes at the most. The rest of a longer one stays in the chat, and a private note tells the rep what the visitor got.",
    shouldBe: 'a whole number from 1 to 40',
    default: '5',
    inSupportBundle: 'value',
    schema: integer(1, 40),
  }),
  /** Null: everybody may be texted. */
  trialNumbers: variable({
    name: 'TRIAL_NUMBERS',
    group: 'policy',
    about:
      'For a trial with real keys: if set, no text of any kind goes to any other number; other visitors get the reason disabled.',
    shouldBe: 'comma-separated numbers in E.164 form, such as +12025550123,+12025550124',
    inSupportBundle: 'numbers',
    schema: phoneNumbers,
  }),
};
