import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { htmlToText, textToHtml } from '../../../../src/texting/relay/html.js';

describe('a text from a phone as HTML', () => {
  test.each([
    ['plain text', 'Hello 🙂', 'Hello 🙂'],
    ['markup', '<b>Hi</b>', '&lt;b&gt;Hi&lt;/b&gt;'],
    ['a script', '<script>alert("x")</script>', '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;'],
    ['an attribute', `" onmouseover='x'`, '&quot; onmouseover=&#39;x&#39;'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['every kind of line break', 'a\nb\r\nc\rd', 'a<br/>b<br/>c<br/>d'],
    ['a blank line', 'a\n\nb', 'a<br/><br/>b'],
    ['control characters', 'a\u0000b\u0007c\u001b[31md\u0085e\u007f', 'abc[31mde'],
    ['a tab', 'a\tb', 'a\tb'],
    ['several spaces, which HTML would fold', ' a   b \n c', '\u00a0a \u00a0\u00a0b\u00a0<br/>\u00a0c'],
  ])('%s', (_name, text, expected) => {
    expect(textToHtml(text)).toBe(expected);
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom('<', '>', '&', '"', "'", '&amp;', '<b>', '</b>', '\n', '\r\n', '<br/>', ' '),
          fc.string({ maxLength: 5 }),
        ),
      )
      .map((parts) => parts.join('')),
  );

  test('no bracket or quote of the text is left unescaped, no control character survives', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = textToHtml(text).replaceAll('<br/>', '');
        expect(html).not.toMatch(/[<>"']/);
        expect(html).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
        expect(html.replaceAll('\t', '')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 1_000 },
    );
  });

  test('read back as text, the words and the line breaks are the same', () => {
    // A phone's words: whatever is visible. Spaces may be folded, as everywhere in HTML.
    const word = fc.stringMatching(/^[!-~¡-ÿЀ-ӿ🙂-🙏]{1,12}$/u);
    const line = fc.array(word, { minLength: 1, maxLength: 6 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        (lines, end) => {
          expect(htmlToText(textToHtml(lines.join(end))).split('\n')).toEqual(lines);
        },
      ),
      { numRuns: 500 },
    );
  });

  /** What `textToHtml` says that the way there and back changes. */
  const asKept = (text: string) =>
    text
      .replace(/\r\n?/g, '\n')
      .replace(/(?![\t\n])\p{Cc}/gu, '')
      .replace(/[\t\u00a0]/g, ' ')
      .trim();

  test('read back as text, it is the same, spaces and blank lines included', () => {
    const pieces = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            ' ',
            '  ',
            '\t',
            '\n',
            '\r\n',
            '\r',
            '\u00a0',
            '\u200b',
            '\u200d',
            '👨‍👩‍👧',
            '🇩🇪',
            '👍🏽',
          ),
          fc.constantFrom(
            '&',
            '&amp;',
            '&nbsp;',
            '&#39;',
            '<br>',
            '<b>',
            '</p>',
            '<a href="x">',
            '"',
            "'",
            '* ',
            '> ',
          ),
          fc.string({ maxLength: 5 }),
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, anyText), (text) => {
        expect(htmlToText(textToHtml(text))).toBe(asKept(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test('the words of any text are all there after the way to HTML and back', () => {
    const visible = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\s]/gu, '');
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(htmlToText(textToHtml(text)))).toBe(visible(text));
      }),
      { numRuns: 1_000 },
    );
  });
});
