import { compile, type HtmlToTextOptions } from 'html-to-text';
import { formatters } from './html-formatters.js';

const onOneLine = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxDepth: 64 }, // nobody writes deeper, and each level costs stack
  whitespaceCharacters: ' \t\r\n\f', // what HTML folds; the default takes away zero-width spaces as well
  formatters,
  selectors: [
    { selector: 'a', format: 'link' },
    { selector: 'img', format: 'picture' },
    { selector: 'p', options: onOneLine },
    { selector: 'blockquote', options: onOneLine },
    { selector: 'hr', options: { ...onOneLine, length: 3 } },
    { selector: 'table', format: 'block', options: onOneLine },
    { selector: 'tr', format: 'block', options: onOneLine },
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
};

const convert = compile(options);

/**
 * A rep's message as plain text. Drift's bodies are HTML fragments (Drift docs, creating a message): links and pictures
 * keep their address, lists and line breaks stay, cells of a table are parted by bars, entities and no-break spaces
 * become what they mean. Blanks around the whole are dropped. Not promised: anything that only a style shows.
 */
export function htmlToText(html: string): string {
  return convert(html.slice(0, LOOKED_AT))
    .replace(/\u00a0/g, ' ')
    .trim();
}

/** Deeply nested HTML takes time; what is beyond this would fill more than forty texts. */
const LOOKED_AT = 65_536;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * What somebody wrote on a phone, for Drift: nothing in it acts as HTML. Read back with `htmlToText` it is the same text
 * but for control characters (dropped), line ends (all "\n"), tabs and no-break spaces (spaces), and blanks around the
 * whole (dropped).
 */
export function textToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '')
    .replace(/(?<=^|[ \t\n])[ \t]|[ \t](?=\n|$)/g, '\u00a0') // HTML folds these, unlike a single space between words
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    .replaceAll('\n', '<br/>');
}
