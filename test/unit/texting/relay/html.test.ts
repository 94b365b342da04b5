import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { htmlToText } from '../../../../src/texting/relay/html.js';

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
    [
      'a picture inside the message',
      'see <img src="data:image/png;base64,AAAA" alt="a cat">',
      'see (picture)',
    ],
    ['a picture attached to a mail', 'see <img src="cid:part1">', 'see (picture)'],
    ['a picture with an address', 'see <img src="https://a.example/i.png">', 'see https://a.example/i.png'],
    [
      'a picture with an address and a description',
      '<img src="https://a.example/i.png" alt="logo">',
      'logo: https://a.example/i.png',
    ],
    ['an emoji as a picture', 'hi<img src="https://a.example/1f600.png" alt="😀">', 'hi😀'],
    ['a pixel that counts readers', 'a<img src="https://a.example/p" width="1" height="1">b', 'ab'],
    ['a mail address', '<a href="mailto:a@b.example?subject=x">write us</a>', 'write us (a@b.example)'],
    ['a mail address that is shown', '<a href="mailto:a@b.example">a@b.example</a>', 'a@b.example'],
    ['a phone number', '<a href="tel:+12025550143">call us</a>', 'call us (+12025550143)'],
    ['a phone number that is shown', '<a href="tel:+12025550143">+1 (202) 555-0143</a>', '+1 (202) 555-0143'],
    ['a link that shows its address in short', '<a href="https://www.a.example/">a.example</a>', 'a.example'],
    [
      'a link over several words in bold',
      '<a href="https://a.example/x">our <b>new page</b></a>',
      'our new page (https://a.example/x)',
    ],
    ['a link without words', 'see <a href="https://a.example/x"></a>', 'see https://a.example/x'],
    [
      'a link inside a sentence',
      'see <a href="https://a.example/x">this</a>, ok?',
      'see this (https://a.example/x), ok?',
    ],
    [
      'a link to nowhere',
      '<a>a</a> <a href="#b">b</a> <a href="javascript:c()">c</a> <a href="/d">d</a>',
      'a b c d',
    ],
    ['flags, joined emoji and skin tones', '<p>🇩🇪 👩🏽‍🚀 👨‍👩‍👧‍👦 ❤️ 1️⃣</p>', '🇩🇪 👩🏽‍🚀 👨‍👩‍👧‍👦 ❤️ 1️⃣'],
    ['blank lines', 'a<br><br><br>b', 'a\n\n\nb'],
    ['an empty paragraph between', '<p>a</p><p><br></p><p>b</p>', /^a\n+b$/],
    ['a quotation', '<blockquote>they said</blockquote>we say', '> they said\nwe say'],
    [
      'a table',
      '<table><tr><th>Size</th><th>Price</th></tr><tr><td>M</td><td>$5</td></tr></table>',
      'Size | Price\nM | $5',
    ],
    ['a table in a sentence', 'a<table><tbody><tr><td>b</td></tr></tbody></table>c', 'a\nb\nc'],
    ['a rule', 'a<hr>b', 'a\n---\nb'],
    ['a list in a list', '<ul><li>a<ul><li>b</li></ul></li></ul>', /^\* a\n +[*o-] b$/],
    ['entities without an end', 'a &amp b &lt c', 'a & b < c'],
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
