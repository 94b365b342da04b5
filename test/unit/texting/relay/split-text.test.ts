import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { splitAtMost, splitText } from '../../../../src/telephony/split-text.js';

/** Half of a character of two UTF-16 units, on its own. */
const LONE_HALF = /\p{Surrogate}/u;
const NUMBERING = /^\((\d+)\/(\d+)\) /;
const bare = (parts: readonly string[]) => parts.map((part) => part.replace(NUMBERING, ''));
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

describe('splitting a long text', () => {
  test.each(['', 'Hello', 'a'.repeat(1_500), '(1/2) looks numbered', 'two\nlines'])(
    'a text that fits comes back alone and unchanged (%#)',
    (text) => {
      expect(splitText(text)).toEqual([text]);
    },
  );

  test('blanks around a text are no part of it', () => {
    expect(splitText(' \n hello \n')).toEqual(['hello']);
    expect(splitText(`hello${' '.repeat(2_000)}`)).toEqual(['hello']);
  });

  test.each([
    ['a paragraph', 'One one. One two\nTwo two two', 20, ['(1/2) One one. One two', '(2/2) Two two two']],
    ['a sentence', 'One one one. Two two two', 20, ['(1/2) One one one.', '(2/2) Two two two']],
    [
      'a sentence in quotes',
      'He said "stop!" And then more',
      20,
      ['(1/2) He said "stop!"', '(2/2) And then more'],
    ],
    ['a word', 'one two three four five', 20, ['(1/2) one two three four', '(2/2) five']],
    ['anywhere, without a better place', 'abcdefghijklmnop', 10, ['(1/2) abcdefghij', '(2/2) klmnop']],
    [
      'a word rather than a sentence end that would leave most of the room empty',
      'A. bbb ccc ddd eee fff',
      14,
      ['(1/2) A. bbb ccc', '(2/2) ddd eee fff'],
    ],
  ])('cuts at the end of %s', (_where, text, limit, expected) => {
    expect(splitText(text, limit)).toEqual(expected);
  });

  test('a pair of UTF-16 units is never cut in two, wherever the limit falls', () => {
    for (const limit of [2, 3, 10, 11, 1_500, 1_501]) {
      const parts = bare(splitText('🙂'.repeat(limit), limit));
      expect(parts.join('')).toBe('🙂'.repeat(limit));
      for (const part of parts) expect(part).not.toMatch(LONE_HALF);
    }
  });

  const graphemesOf = (whole: string) =>
    Array.from(
      new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(whole),
      ({ segment }) => segment,
    );

  test.each(['👨‍👩‍👧‍👦', '👍🏽', '🇩🇪', 'e\u0301', '1️⃣', '👩🏽‍🚀'])(
    'what a reader sees as one character is never cut in two: %s',
    (character) => {
      for (const limit of [12, 13, 14, 15, 16, 17, 18, 19]) {
        for (const before of ['', 'a', 'ab', 'a b', 'a. b']) {
          const whole = before + character.repeat(20);
          expect(
            bare(splitText(whole, limit))
              .flatMap(graphemesOf)
              .filter((one) => one !== ' '),
          ).toEqual(graphemesOf(whole).filter((one) => one !== ' '));
        }
      }
    },
  );

  test('a mark that stands on a space keeps it', () => {
    expect(bare(splitText('abcdef gh \u0301xyz', 11))).toEqual(['abcdef', 'gh \u0301xyz']);
  });

  const address = 'https://a.example/path.with/dots?and=words&more=1';

  test.each([
    ['early in the text', `See ${address} please`, 52],
    ['early in a part that it does not fit', `Look: ${address}`, 50],
    ['in brackets', `Page (${address}) is there`, 54],
    ['without a space before it', `see:${address}`, 50],
    ['after a sentence', `Go on. ${address} and more words`, 50],
    ['without its scheme', `Go ${address.replace('https://', 'www.')} now`, 46],
  ])('a web address is not cut where another place exists: %s', (_where, whole, limit) => {
    const parts = bare(splitText(whole, limit));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.some((part) => part.includes(address.replace('https://', '')))).toBe(true);
  });

  test('a web address that fits into a part is in one part, whatever stands around it', () => {
    const around = fc
      .array(fc.stringMatching(/^[a-z]{1,9}[.,!]?$/), { maxLength: 30 })
      .map((all) => all.join(' '));
    fc.assert(
      fc.property(around, around, fc.integer({ min: 50, max: 90 }), (before, after, limit) => {
        const parts = splitText(`${before} ${address} ${after}`, limit);
        expect(parts.filter((part) => part.includes(address))).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  test('a web address longer than a part is cut, and nothing of it is lost', () => {
    const long = `https://a.example/${'x'.repeat(100)}`;
    expect(
      bare(splitText(`Go ${long}`, 40))
        .join('')
        .replace(/\s/g, ''),
    ).toBe(`Go${long}`);
  });

  // Words, long words, sentences, line breaks and emoji, as a rep's message may hold them. As in a relay, trimmed.
  const word = fc.oneof(
    { weight: 6, arbitrary: fc.string({ minLength: 1, maxLength: 14 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }) },
    { weight: 1, arbitrary: fc.string({ minLength: 40, maxLength: 120 }) },
  );
  const gap = fc.constantFrom(' ', ' ', '. ', '! ', '\n', '\n\n', '   ', '\t');
  const text = fc
    .array(fc.tuple(word, gap), { minLength: 1, maxLength: 150 })
    .map((pairs) => pairs.flat().join('').trim());
  const cases = fc.tuple(text, fc.constantFrom(12, 40, 160, 1_500));

  test('joined again, no character is lost and all are in order', () => {
    fc.assert(
      fc.property(cases, ([own, limit]) => {
        expect(words(bare(splitText(own, limit)).join('')).join('')).toBe(words(own).join(''));
      }),
      { numRuns: 500 },
    );
  });

  test('words that fit well into a part stay whole and in order', () => {
    const short = fc.array(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(short, fc.constantFrom(24, 60, 160), (own, limit) => {
        expect(bare(splitText(own.join(' '), limit)).flatMap(words)).toEqual(own);
      }),
      { numRuns: 500 },
    );
  });

  test('each part keeps to the limit, is numbered in order, and is not empty', () => {
    fc.assert(
      fc.property(cases, ([own, limit]) => {
        const parts = splitText(own, limit);
        if (parts.length === 1) return;
        parts.forEach((part, i) => {
          expect(part.startsWith(`(${i + 1}/${parts.length}) `)).toBe(true);
          expect(bare([part])[0]?.length).toBeGreaterThan(0);
          expect(bare([part])[0]?.length).toBeLessThanOrEqual(limit);
        });
      }),
      { numRuns: 500 },
    );
  });

  test("each part of a text of any length is below Twilio's 1,600 characters", () => {
    const long = fc.array(word, { minLength: 500, maxLength: 4_000 }).map((all) => all.join(' ').trim());
    fc.assert(
      fc.property(long, (own) => {
        for (const part of splitText(own)) expect(part.length).toBeLessThan(1_600);
      }),
      { numRuns: 40 },
    );
  });

  test('well-formed text gives well-formed parts', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 2, max: 30 }),
        (own, limit) => {
          for (const part of splitText(own, limit)) expect(part).not.toMatch(LONE_HALF);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('at most so many texts', () => {
  const long = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');

  test.each([1, 2, 5])('%i: a message that fits is whole, and says nothing of what is left', (most) => {
    const words = 'x'.repeat(20 * most - 10).trim();
    const fits = splitText(words, 20);
    if (fits.length <= most)
      expect(splitAtMost(words, { lines: [], most, limit: 20 })).toEqual({ parts: fits, left: 0 });
  });

  test.each([1, 2, 3, 5])(
    '%i: the beginning goes, numbered as what goes, and the last part says that it is not all',
    (most) => {
      const words = long(100);
      const { parts, left } = splitAtMost(words, { lines: [], most, limit: 60 });
      expect(parts).toHaveLength(most);
      const shown = bare(parts).join(' ').replace(/ …$/, '');
      expect(words.startsWith(shown)).toBe(true);
      expect(left).toBe(words.length - shown.length);
      expect(parts.at(-1)).toMatch(/ …$/);
      if (most > 1)
        expect(parts.map((part) => NUMBERING.exec(part)?.[2])).toEqual(parts.map(() => String(most)));
    },
  );

  test('the addresses of files are not cut off: the words give way', () => {
    const lines = [
      'offer.pdf: https://textback.example.com/media/1',
      'plan.pdf: https://textback.example.com/media/2',
    ];
    const { parts, left } = splitAtMost(long(400), { lines, most: 3, limit: 150 });
    expect(parts).toHaveLength(3);
    expect(parts.at(-1)).toContain(lines.join('\n'));
    expect(parts.at(-2)).toMatch(/ …$/);
    expect(left).toBeGreaterThan(2_000);
  });

  test('any words, any number: never more texts, each within the limit, and nothing said twice', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), fc.integer({ min: 1, max: 6 }), (words, most) => {
        const { parts, left } = splitAtMost(words, { lines: [], most, limit: 40 });
        expect(parts.length).toBeLessThanOrEqual(most);
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(40 + '(1/6) '.length + ' …'.length);
        expect(left === 0 ? parts : []).toEqual(left === 0 ? splitText(words, 40) : []);
      }),
    );
  });
});
