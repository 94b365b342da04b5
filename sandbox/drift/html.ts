const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Typed text as Drift stores it: escaped, lines joined by <br/>, in one paragraph. */
export function htmlOfTypedText(text: string): string {
  const escaped = text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return `<p>${escaped.replace(/\r?\n/g, '<br/>')}</p>`;
}

/** A posted body is HTML already; bare text is put in a paragraph. */
export function paragraphOfHtml(body: string): string {
  return /^\s*</.test(body) ? body : `<p>${body}</p>`;
}
