import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { segmentsOf, toPlainQuotes } from '../../../../src/telephony/gsm.js';
// The simulated Twilio counts for itself.
import { segmentsOf as simulatedSegmentsOf } from '../../../../sandbox/twilio/segments.js';

const gsmCharacter = fc.constantFrom('a', 'Z', '0', ' ', '@', 'é', '\n', "'", 'Δ', '€', '{', '[', '~');
const typographic = fc.constantFrom(...Array.from('‘’“”–—…•′″‑«»'), '\u00a0', '\u202f', '\u2009');
const text = (...kinds: fc.Arbitrary<string>[]) =>
  fc.array(fc.oneof(...kinds), { maxLength: 500 }).map((all) => all.join(''));

describe('segments of a text', () => {
  test.each([
    ['nothing', '', 'GSM-7', 1, 0],
    ['160 plain characters', 'a'.repeat(160), 'GSM-7', 1, 160],
    ['161 plain characters', 'a'.repeat(161), 'GSM-7', 2, 161],
    ['306 plain characters', 'a'.repeat(306), 'GSM-7', 2, 306],
    ['307 plain characters', 'a'.repeat(307), 'GSM-7', 3, 307],
    ['80 characters of two septets', '€'.repeat(80), 'GSM-7', 1, 160],
    ['two septets that would straddle', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3, 306],
    ['70 foreign letters', 'ж'.repeat(70), 'UCS-2', 1, 70],
    ['71 foreign letters', 'ж'.repeat(71), 'UCS-2', 2, 71],
    ['35 emoji', '🙂'.repeat(35), 'UCS-2', 1, 70],
    ['surrogates that would straddle', `${'a'.repeat(66)}🙂${'a'.repeat(66)}`, 'UCS-2', 3, 134],
    ['a small c with cedilla, which GSM-7 lacks', 'ça', 'UCS-2', 1, 2],
  ] as const)('%s', (_name, body, encoding, segments, units) => {
    expect(segmentsOf(body)).toEqual({ encoding, segments, units });
  });

  test('are as many as the simulated Twilio bills', () => {
    fc.assert(
      fc.property(
        fc.oneof(text(gsmCharacter), text(gsmCharacter, typographic, fc.constant('🙂'))),
        (body) => {
          expect(segmentsOf(body).segments).toBe(simulatedSegmentsOf(body));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('curly quotes', () => {
  test('do not cost double segments', () => {
    const curly = `“It’s ready” – we’ll bring it… ${'a'.repeat(120)}`;
    expect(simulatedSegmentsOf(curly)).toBe(3);
    expect(simulatedSegmentsOf(toPlainQuotes(curly))).toBe(1);
    expect(toPlainQuotes(curly)).toBe(`"It's ready" - we'll bring it... ${'a'.repeat(120)}`);
  });

  test.each([
    ['plain text', 'Hello', 'Hello'],
    ['primes', '6′ 2″', '6\' 2"'],
    ['a no-break hyphen and spaces', 'a‑b\u00a0c\u202fd', 'a-b c d'],
    ['a list', '• a\n• b', '* a\n* b'],
    ['guillemets', '«oui»', '"oui"'],
    ['soft hyphens and marks that nobody sees', 'a\u00adb\u200bc\ufeff', 'abc'],
    ['what GSM-7 has stays', '¿Dónde está el €?', '¿Dónde está el €?'],
    ['beside an emoji nothing is won', '“Hi” 🙂', '“Hi” 🙂'],
    ['beside a foreign letter nothing is won', '“Привет” – да', '“Привет” – да'],
    ['a text of dots only would get longer', '…'.repeat(70), '…'.repeat(70)],
  ])('%s', (_name, given, expected) => {
    expect(toPlainQuotes(given)).toBe(expected);
  });

  test('are replaced altogether or not at all, never to more segments, and once is enough', () => {
    fc.assert(
      fc.property(text(gsmCharacter, typographic, fc.constantFrom('a', 'b', '🙂')), (body) => {
        const plain = toPlainQuotes(body);
        expect(plain === body || segmentsOf(plain).encoding === 'GSM-7').toBe(true);
        expect(segmentsOf(plain).segments).toBeLessThanOrEqual(segmentsOf(body).segments);
        expect(toPlainQuotes(plain)).toBe(plain);
      }),
      { numRuns: 500 },
    );
  });
});
