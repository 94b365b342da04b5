import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { isChatOptOut, readWish } from '../../../../src/records/consent/read-wish.js';
import { noWish } from './no-wishes.js';
import { certain, doubtful, wrongNumber } from './wishes.js';

const byWording = (certainty: 'certain' | 'doubtful') => ({ wish: 'stop', certainty, by: 'wording' });
const byWrongNumber = { wish: 'stop', certainty: 'certain', by: 'wrong_number' };
const byKeyword = { wish: 'stop', certainty: 'certain', by: 'keyword' };

describe('what a text says about being texted', () => {
  test.each(certain)('%j is a certain wish to stop', (body) => {
    expect(readWish(body, null)).toEqual(byWording('certain'));
  });

  test.each(wrongNumber)('%j says that the number is wrong', (body) => {
    expect(readWish(body, null)).toEqual(byWrongNumber);
  });

  test.each([
    ['Is this the wrong number?', null],
    ['I gave you the wrong number for the order', null],
    ['STOP', byKeyword],
  ])('%j does not', (body, expected) => {
    expect(readWish(body, null)).toEqual(expected);
  });

  test.each(doubtful)('%j is a doubtful wish to stop', (body) => {
    expect(readWish(body, null)).toEqual(byWording('doubtful'));
  });

  test.each(noWish)('%j is no wish at all', (body) => {
    expect(readWish(body, null)).toBeNull();
  });

  test.each(['STOP', 'stop!!', 'Cancel', 'END.', 'quit', 'Opt-Out', 'revoke', 'UNSUBSCRIBE', 'StopAll'])(
    'the keyword %j is a certain wish to stop',
    (body) => {
      expect(readWish(body, null)).toEqual(byKeyword);
    },
  );

  test.each([
    ['START', 'start'],
    ['yes', 'yes'],
    ['YES!', 'yes'],
    ['Unstop.', 'start'],
  ])('the keyword %j means start, said by %s', (body, by) => {
    expect(readWish(body, null)).toEqual({ wish: 'start', by });
  });

  test.each(['HELP', 'help!', 'Info'])('the keyword %j asks for help, which we have to answer', (body) => {
    expect(readWish(body, null)).toEqual({ wish: 'help', answeredByVendor: false });
  });

  test.each([
    ['basta ya', 'STOP', byKeyword],
    ['start', 'STOP', byKeyword],
    ['stop', 'START', { wish: 'start', by: 'start' }],
    ['stop texting me', 'START', { wish: 'start', by: 'start' }],
    ['Yes', 'START', { wish: 'start', by: 'yes' }],
    ['help', 'HELP', { wish: 'help', answeredByVendor: true }],
    ['hilfe', 'HELP', { wish: 'help', answeredByVendor: true }],
    ['stop', 'HELP', byKeyword],
    ['stop', 'SOMETHING NEW', byKeyword],
    ['stop texting me', 'SOMETHING NEW', byWording('certain')],
    ['hello', 'SOMETHING NEW', null],
  ] as const)('%j with OptOutType %s: the judgement of Twilio counts first', (body, type, expected) => {
    expect(readWish(body, type)).toEqual(expected);
  });
});

describe('words typed into the web chat', () => {
  test.each([
    ...['STOP', 'stop.', 'StopAll', 'stop all', 'unsubscribe', 'opt out', 'Opt-Out', 'optout'],
    ...[
      'please stop texting me',
      'do not text me',
      'remove me from your list',
      'no more texts',
      'opt me out',
    ],
    ...['no me manden mensajes', 'ne me contactez plus', 'não me mande mais mensagens', 'keine SMS mehr'],
  ])('%j asks not to be texted', (text) => {
    expect(isChatOptOut(text)).toBe(true);
  });

  test.each([
    ...[
      'CANCEL',
      'end',
      'Quit',
      'YES',
      'start',
      'revoke',
      'no',
      'help',
      'stop it',
      'please stop',
      '🛑',
      '✋',
    ],
    ...[
      'not interested',
      'leave me alone',
      'wrong number',
      'alto',
      'basta',
      'sair',
      'end this chat',
      'go away',
    ],
    ...["don't text me at night", 'how do I unsubscribe?'],
  ])('%j says nothing about texts', (text) => {
    expect(isChatOptOut(text)).toBe(false);
  });

  test.each(noWish)('%j is no wish in the chat either', (text) => {
    expect(isChatOptOut(text)).toBe(false);
  });
});

describe('however it is written', () => {
  const wording = fc.constantFrom(...certain.filter((text) => /^[\w ,]+$/.test(text)));
  const decorations = fc.array(fc.constantFrom('!', ' ', '\n', '…', '😡', '\u200b', '\u00a0', '*'), {
    maxLength: 4,
  });

  test('case, spaces, unseen characters, emoji and accents change nothing about a certain wish', () => {
    const letters = fc.array(fc.constantFrom('plain', 'upper', 'accent', 'unseen'), {
      minLength: 80,
      maxLength: 80,
    });
    fc.assert(
      fc.property(wording, letters, decorations, decorations, (text, how, before, after) => {
        const drawn = Array.from(text, (letter, i) => {
          if (how[i] === 'upper') return letter.toUpperCase();
          if (how[i] === 'accent' && /[aeiou]/i.test(letter)) return `${letter}\u0301`;
          if (how[i] === 'unseen') return `${letter}\u200d`;
          return letter === ' ' ? ' \u00a0 ' : letter;
        });
        expect(readWish(before.join('') + drawn.join('') + after.join(''), null)).toEqual(
          byWording('certain'),
        );
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    [
      "don't text me",
      'don’t text me',
      'dont text me',
      'don`t text me',
      'donʼt text me',
      'ｄｏｎ＇ｔ text me',
    ],
    ['s’il vous plaît, arrêtez de me texter', "S'IL VOUS PLAIT ARRETEZ DE ME TEXTER"],
  ])('every apostrophe is one: %j', (...bodies) => {
    for (const body of bodies) expect(readWish(body, null)).toEqual(byWording('certain'));
  });

  test('a wish is found at the start of a long text, and is not looked for beyond 500 characters', () => {
    expect(readWish(`Stop texting me. ${'bla '.repeat(16_000)}`, null)).toEqual(byWording('certain'));
    expect(readWish(`${'bla '.repeat(125)}Stop texting me.`, null)).toBeNull();
  });

  test('any text at all is read without an error', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(anything, fc.option(fc.string()), (body, type) => {
        readWish(body, type);
        isChatOptOut(body);
      }),
      { numRuns: 500 },
    );
  });

  test('the longest and most repetitive texts take no noticeable time', () => {
    const piece = fc.constantFrom(
      ...[
        'stop ',
        'stop',
        'no ',
        'please ',
        'all ',
        'text ',
        '.',
        '!',
        ' ',
        '\u200b',
        '🛑',
        's.',
        "'",
        '#',
        '-',
      ],
      ...['dont want to get any of these ', 'i dont know who ', 'https://', '\u0301', 'ﷺ'],
    );
    const long = fc
      .array(piece, { minLength: 1, maxLength: 6 })
      .map((all) => all.join(''))
      .map((unit) => unit.repeat(Math.ceil(65_536 / unit.length)));
    readWish('warm up', null);
    fc.assert(
      fc.property(long, (body) => {
        const began = process.cpuUsage();
        readWish(body, null);
        isChatOptOut(body);
        // Processor time, since a busy machine makes us wait. Milliseconds in truth.
        const { user, system } = process.cpuUsage(began);
        expect((user + system) / 1_000).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });
});
