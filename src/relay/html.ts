import { convert } from 'html-to-text';

/**
 * A rep's message as plain text. Drift's bodies are HTML fragments (Drift docs, creating a message): links keep their
 * address, lists and line breaks stay, entities and no-break spaces become what they mean.
 */
export function htmlToText(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxDepth: 64 }, // nobody writes deeper, and each level costs stack
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
      { selector: 'img', format: 'skip' },
      { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'h2', options: { uppercase: false } },
      ...['h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  })
    .replace(/\u00a0/g, ' ')
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What somebody wrote on a phone, for Drift: nothing in it acts as HTML, control characters are dropped. */
export function textToHtml(text: string): string {
  return text
    .replace(/(?![\t\n\r])\p{Cc}/gu, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    .replace(/\r\n|\r|\n/g, '<br/>');
}
