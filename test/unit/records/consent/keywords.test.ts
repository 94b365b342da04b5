import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { keywordOf } from '../../../../src/records/consent/keywords.js';
import { readWish } from '../../../../src/records/consent/read-wish.js';

const read = (body: string) => {
  const keyword = keywordOf(body);
  return keyword === 'help' ? null : keyword;
};

const stops = [
  'STOP',
  'STOPALL',
  'STOP ALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
  'OPT OUT',
  'OPT-OUT',
];
const starts = ['START', 'YES', 'UNSTOP'];

describe('what a text says about consent', () => {
  test.each(stops)("%s means stop, as Twilio's defaults and the FCC's words have it", (word) => {
    expect(read(word)).toBe('stop');
  });

  test.each(starts)('%s means start', (word) => {
    expect(read(word)).toBe('start');
  });

  test.each([
    'stop',
    'Stop',
    'sToP',
    ' STOP ',
    'STOP.',
    'stop\u200b',
    '\u200eSTOP',
    'STOP 🛑',
    'opt_out',
    'opt-out',
    'Stop!!!',
    '"stop"',
    '“Stop”',
    '¡STOP!',
    '(stop)',
    '\nstop\n',
    'ＳＴＯＰ',
    'opt  out',
    'Opt-Out.',
    'stop\u00a0all',
  ])('%j means stop', (body) => {
    expect(read(body)).toBe('stop');
  });

  test.each([
    '',
    ' ',
    '...',
    'Stop please',
    'please stop',
    'stopp',
    'nonstop',
    "don't stop",
    'the end',
    'yes please',
    'HELP',
    'INFO',
    'no',
    'S T O P',
    'stop 1',
    'constructor',
    '__proto__',
  ])('%j says nothing about consent', (body) => {
    expect(read(body)).toBeNull();
  });

  test.each([
    ['basta', 'STOP', 'stop'],
    ['start', 'STOP', 'stop'],
    ['ja', 'START', 'start'],
    ['stop', 'START', 'start'],
    ['hilfe', 'HELP', null],
    ['stop', 'HELP', 'stop'],
    ['stop', 'SOMETHING NEW', 'stop'],
  ] as const)('%j with OptOutType %s is %s: the judgement of Twilio counts first', (body, type, expected) => {
    const wish = readWish(body, type)?.wish;
    expect(wish === 'help' ? null : wish).toBe(expected);
  });

  test('in any case, with any spaces and punctuation around it, a keyword stays one', () => {
    const edge = fc
      .array(fc.constantFrom(' ', '\n', '\t', '.', '!', '?', ',', '-', '"', '…', '»'), { maxLength: 5 })
      .map((all) => all.join(''));
    const cased = fc.tuple(
      fc.constantFrom(...stops),
      fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }),
    );
    fc.assert(
      fc.property(cased, edge, edge, ([word, upper], before, after) => {
        const own = Array.from(word, (letter, i) => (upper[i] ? letter : letter.toLowerCase())).join('');
        expect(read(before + own + after)).toBe('stop');
      }),
    );
  });

  test('a keyword with another word beside it is none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('STOP', 'QUIT', 'YES'),
        fc.stringMatching(/^[b-z]{2,8}$/),
        (keyword, word) => {
          expect(read(`${keyword} ${word}`)).toBeNull();
          expect(read(`${word} ${keyword}`)).toBeNull();
        },
      ),
    );
  });
});
