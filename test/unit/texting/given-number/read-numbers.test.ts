import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { askedLast, asksFor, type Spoken } from '../../../../src/texting/given-number/asked.js';
import { readNumbers } from '../../../../src/texting/given-number/read-numbers.js';
import { judgePhone } from '../../../../src/telephony/phone.js';
import { english } from './cases/english.js';
import { french } from './cases/french.js';
import { german } from './cases/german.js';
import { portuguese } from './cases/portuguese.js';
import { spanish } from './cases/spanish.js';

const languages = { english, spanish, french, german, portuguese };

describe.each(Object.entries(languages))('a number in a message: %s', (_language, cases) => {
  const { country, number } = cases;
  const { e164 } = judgePhone(number, country);
  const given = (text: string) => readNumbers(text.replace(/\bN\b(?!')/g, number), country).given;

  test.each(cases.own)('%j gives it as the writer’s own', (text) => {
    expect(given(text)).toMatchObject({ nothing: e164, phone: e164 });
  });

  test.each(cases.bare)(
    '%j is little but the number: it counts, unless another number was asked for',
    (text) => {
      expect(given(text)).toEqual({ nothing: e164, phone: e164, another_number: null });
    },
  );

  test.each(cases.ifAsked)('%j counts as the answer to a question for a phone, and only so', (text) => {
    expect(given(text)).toEqual({ nothing: null, phone: e164, another_number: null });
  });

  test.each(cases.never)('%j is no number to text, whatever was asked', (text) => {
    expect(given(text)).toEqual({ nothing: null, phone: null, another_number: null });
  });

  test.each(cases.asks)('%j asks for a phone', (text) => {
    expect(asksFor(text)).toBe('phone');
  });
  test.each(cases.asksAnother)('%j asks for another number', (text) => {
    expect(asksFor(text)).toBe('another_number');
  });
  test.each(cases.asksNothing)('%j asks for no number', (text) => {
    expect(asksFor(text)).toBe('nothing');
  });
});

describe('a number in a message', () => {
  const given = (text: string) => readNumbers(text, 'US').given.nothing;

  test.each([
    ['call me at 415-555-0123 or 415-555-0199', '+14155550123'],
    ['not 1-800-555-0199 but (202) 555-0143', '+12025550143'],
    ['My order is 4155550123, text me at 4155550199', '+14155550199'],
    ["don't call me at 415-555-0123, call me at 415-555-0199", '+14155550199'],
    ['text me at +44 7911 123456', '+447911123456'],
    ['text me at 0044 7911 123456', '+447911123456'],
    ['my number is 447911123456', '+447911123456'],
    ['text me at (417) 855-0123 5pm', '+14178550123'],
    ['call me on 415-555-0123 9am-5pm', '+14155550123'],
    ['415-555-0123?', null],
    ['Is it 415-555-0123?', null],
    ['447911123456', null],
    ['text me at 415-555-0123 x7', null],
    ['call 202-555-0143 ext 7', null],
    ['text me at 555-0123', null],
    ['text me at 1-800-555-0199', null],
    ['text me at https://example.com/4155550123', null],
    ['4155550123 4711', null],
    ['192.168.100.200', null],
    ['2026-11-22', null],
    ['order 12345', null],
    ['it costs 1,299.00', null],
    ['4111 1111 1111 1111', null],
    ['078-05-1120', null],
    ['', null],
  ])('%j gives %j', (text, expected) => {
    expect(given(text)).toBe(expected);
  });

  test('all that could be texted are named, whosever they are', () => {
    expect(
      readNumbers('Stop texting me at 415-555-0123. Order 4155550199, again 415-555-0123', 'US').named,
    ).toEqual(['+14155550123', '+14155550199']);
  });

  const messages = Object.values(languages).flatMap(({ own, bare, ifAsked, never, number, country }) =>
    [...own, ...bare, ...ifAsked, ...never].map((text) => ({ text, number, country })),
  );

  test('behind the name of another thing it is never a phone, however it is written', () => {
    const things = [
      'order',
      'invoice',
      'case',
      'account',
      'ticket',
      'tracking',
      'pedido',
      'factura',
      'commande',
      'Rechnung',
      'fatura',
      'reference',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom('', 'my ', 'the ', 'Hi, ', 'about '),
        fc.constantFrom(...things),
        fc.constantFrom(' ', ': ', ' # ', ' no. ', ' number ', ' number is ', ' id: ', ' #'),
        fc.constantFrom('4155550123', '415-555-0123', '(415) 555-0123', '+1 415 555 0123'),
        fc.constantFrom('', '.', '?', ', where is it?', ' please', ' thanks'),
        (start, thing, between, number, end) => {
          const { given: all } = readNumbers(start + thing + between + number + end, 'US');
          expect(all).toEqual({ nothing: null, phone: null, another_number: null });
        },
      ),
      { numRuns: 600 },
    );
  });

  test('with words that say so it is one, whatever stands in the sentences around it', () => {
    const other = fc.constantFrom(
      '',
      'My order is late. ',
      'Hello! ',
      'Where is invoice 4711? ',
      'My boss is angry. ',
      'Someone called. ',
    );
    fc.assert(
      fc.property(
        other,
        fc.constantFrom(
          'text me at ',
          'My number is ',
          'call me on ',
          'you can reach me at ',
          'my cell: ',
          'Phone: ',
        ),
        fc.constantFrom('4155550123', '415.555.0123', '(415) 555-0123', '+14155550123', '415 555 0123'),
        fc.constantFrom('', '.', ' thanks', '!', '. Any time.', ' 🙂'),
        (before, says, number, after) => {
          expect(given(before + says + number + after)).toBe('+14155550123');
        },
      ),
      { numRuns: 400 },
    );
  });

  test('in any case, and with any blanks, a message means the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messages), fc.boolean(), ({ text, number, country }, upper) => {
        const said = text.replace(/\bN\b(?!')/g, number);
        const odd = (upper ? said.toUpperCase() : said.toLowerCase()).replace(/ /g, '\u00a0');
        fc.pre(!/\b[A-Z]{1,3}-\d/.test(said + odd)); // capitals before a dash make a code
        expect(readNumbers(odd, country)).toEqual(readNumbers(said, country));
      }),
      { numRuns: 400 },
    );
  });

  test('whatever is written, it is read without a throw, in bounded time, and what is given is named', () => {
    const pieces = fc.constantFrom(
      '415-555-0123',
      ' ',
      'my number is ',
      '#',
      '/',
      '+',
      '(',
      ')',
      '1',
      '.',
      ',',
      'not ',
      'text me at ',
      '\n',
      '@',
      'é',
      '🙂',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
        ),
        (text) => {
          const { given: all, named } = readNumbers(text, 'US');
          for (const phone of Object.values(all)) if (phone !== null) expect(named).toContain(phone);
          for (const phone of named) expect(phone).toMatch(/^\+[1-9]\d{6,14}$/);
        },
      ),
      { numRuns: 500 },
    );
    const began = performance.now();
    for (const long of [
      '415-555-0123 '.repeat(1_000),
      '1'.repeat(100_000),
      '1 '.repeat(50_000),
      'text me at '.repeat(10_000),
      '((((+'.repeat(20_000) + '1',
    ])
      readNumbers(long, 'US');
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('what was asked for before', () => {
  const bot = (html: string): Spoken => ({ author: 'bot', type: 'chat', html });
  const visitor = (html: string): Spoken => ({ author: 'visitor', type: 'chat', html });
  const asks = bot("<p>What's your phone number?</p>");

  test.each<[string, Spoken[], string]>([
    ['nothing was said', [], 'nothing'],
    ['the bot asked', [asks], 'phone'],
    ['a rep asked', [{ ...asks, author: 'rep' }], 'phone'],
    ['the bot asked, and said more', [asks, bot('In case we get cut off.')], 'phone'],
    [
      'the bot asked for a phone first and for an order then',
      [asks, visitor('later'), bot('What is your order number?')],
      'another_number',
    ],
    ['the visitor wrote a word between', [asks, visitor('sure'), visitor('one moment')], 'phone'],
    [
      'the visitor has written on since',
      [asks, visitor('no'), visitor('I would rather not'), visitor('but')],
      'nothing',
    ],
    [
      'the question was answered, and the talk goes on',
      [asks, visitor('no'), bot('All right. How can I help?')],
      'nothing',
    ],
    ['a private note asks', [{ ...asks, author: 'rep', type: 'private_note' }], 'nothing'],
  ])('%s', (_name, before, expected) => {
    expect(askedLast(before)).toBe(expected);
  });
});
