import { describe, expect, test } from '@jest/globals';
import { isVisible, showsSomething } from '../../../../src/texting/relay/visible.js';

describe('whether a reader would see anything', () => {
  test.each([
    '',
    ' \n\t ',
    '\u00a0',
    '\u200b',
    '\u200b\u200c\u200d\u2060\ufeff',
    '\u00ad',
    '\u2800',
    '\u3164',
    '\u115f\u1160',
    '\uffa0',
    '\ufe0f',
    '\u2066\u2069',
    '\u{e0020}\u{e007f}',
    '\u180e',
    '\u0000\u001b',
  ])('nothing in %j', (text) => {
    expect(isVisible(text)).toBe(false);
  });

  test.each(['a', ' . ', '0', '👍', '❤️', '\u200bx', '١', '好', '(picture)', '—', '©', '\u0301'])(
    'something in %j',
    (text) => {
      expect(isVisible(text)).toBe(true);
    },
  );

  test.each([
    ['<p></p>', false],
    ['<p><br/></p><div>&nbsp;</div>', false],
    ['<b><i></i></b>', false],
    ['<p>\u200b</p>', false],
    ['<video src="https://example.com/a.mp4"></video>', true],
    ['<iframe src="https://example.com"></iframe>', true],
    ['<p><svg viewBox="0 0 1 1"></svg></p>', true],
    ['<input value="x">', true],
    ['<gif-player data-id="1"></gif-player>', true],
  ])('%s shows something in a chat: %p', (html, shows) => {
    expect(showsSomething(html)).toBe(shows);
  });
});
