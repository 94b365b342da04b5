import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText, textToHtml } from '../../../src/relay/html.js';

describe("a rep's message as text", () => {
  test.each([
    ['plain text', 'Hello', 'Hello'],
    ['nothing', '', ''],
    ['only markup', '<p><br></p>', ''],
    ['bold and italic', '<b>Hi</b> <i>you</i>', 'Hi you'],
    [
      'entities',
      'Tom &amp; Jerry &lt;3 &quot;x&quot; &#39;y&#39; &eacute; &#x1F642;',
      'Tom & Jerry <3 "x" \'y\' é 🙂',
    ],
    ['an entity that is doubly escaped stays once escaped', '&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['no-break spaces', 'a&nbsp;b\u00a0c', 'a b c'],
    ['curly quotes and dashes', '“so” – it’s', '“so” – it’s'],
    ['emoji', '👍🏽 ok 👨‍👩‍👧', '👍🏽 ok 👨‍👩‍👧'],
    ['line breaks', 'one<br>two<br/>three<br />four', 'one\ntwo\nthree\nfour'],
    ['paragraphs', '<p>one</p><p>two</p>', 'one\ntwo'],
    ['blocks', '<div>one</div><div>two</div>', 'one\ntwo'],
    ['nested blocks', '<div><div><p>one <b>and <i>more</i></b></p></div></div>', 'one and more'],
    ['a list', '<ul><li>one</li><li>two</li></ul>', '* one\n * two'],
    ['a numbered list', '<ol><li>one</li><li>two</li></ol>', '1. one\n 2. two'],
    ['a heading keeps its case', '<h1>Big</h1><h2>Less</h2><h3>Small</h3>', /^Big\s+Less\s+Small$/],
    [
      'a link with words',
      '<a href="https://a.example/x?y=1&amp;z=2">our page</a>',
      'our page (https://a.example/x?y=1&z=2)',
    ],
    [
      'a link that shows its address',
      '<a href="https://a.example/x">https://a.example/x</a>',
      'https://a.example/x',
    ],
    [
      'a link around an image',
      '<a href="https://a.example/x"><img src="https://a.example/i.png" alt="i"></a>',
      /https:\/\/a\.example\/x/,
    ],
    ['an image', 'see <img src="data:image/png;base64,AAAA" alt="a cat">', 'see'],
    ['a script', 'a<script>alert(1)</script>b', 'ab'],
    ['a style', '<style>p{color:red}</style>b', 'b'],
    ['a comment', 'a<!-- secret -->b', 'ab'],
    ['a template comment', 'a<!--[if mso]><b>x</b><![endif]-->b', 'ab'],
    ['an unclosed tag', '<b>Hi <i>you', 'Hi you'],
    ['crossed tags', '<b>Hi <i>you</b> there</i>', 'Hi you there'],
    ['a lone bracket', '1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['attributes that hold brackets', '<span title="a > b">c</span>', 'c'],
    ['an iframe', 'a<iframe src="https://evil.example"></iframe>b', 'ab'],
  ])('%s', (_name, html, expected) => {
    if (typeof expected === 'string') expect(htmlToText(html)).toBe(expected);
    else expect(htmlToText(html)).toMatch(expected);
  });

  test('markup as deep as anybody writes it keeps what is in it', () => {
    expect(htmlToText(`${'<div>'.repeat(40)}deep${'</div>'.repeat(40)}`)).toBe('deep');
  });

  test.each(['<b>', '<div>', '<blockquote>', '<ul><li>', '<p>', '<a href="https://a.example">'])(
    'bottomless nesting of %s exhausts nobody, and what stands before it is kept',
    (tag) => {
      expect(htmlToText(`Call 202-555-0143${tag.repeat(20_000)}x`)).toContain('Call 202-555-0143');
    },
  );

  test('any string at all is turned into text', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom(
          '<',
          '>',
          '</',
          '<!--',
          '-->',
          '<script>',
          '<a href="',
          '"',
          '&',
          '&#',
          ';',
          '<![CDATA[',
        ),
        fc.string({ maxLength: 6 }),
      ),
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        expect(typeof htmlToText(parts.join(''))).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});

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
