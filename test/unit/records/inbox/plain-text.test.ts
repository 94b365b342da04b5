import { expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { storable } from '../../../../src/platform/db/storable-text.js';

test.each([
  ['a\u0000b', 'ab'],
  ['half \ud83d a character', 'half \ufffd a character'],
  ['\udc00', '\ufffd'],
  ['a whole one 🎉', 'a whole one 🎉'],
])('%j becomes %j', (text, expected) => {
  expect(storable(text)).toBe(expected);
});

test('what can be stored is left as it is', () => {
  const sound = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000'));
  fc.assert(fc.property(sound, (text) => expect(storable(text)).toBe(text)));
});

test('whatever is written, UTF-8 can carry the result', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const stored = storable(text);
      expect(Buffer.from(stored, 'utf8').toString('utf8')).toBe(stored);
    }),
  );
});
