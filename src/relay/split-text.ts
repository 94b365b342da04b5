/** Twilio refuses more than 1,600 characters (error 21617); this leaves room for the numbering. */
const LIMIT = 1_500;

/**
 * Cuts a long text at the end of a paragraph, sentence or word, and numbers the parts "(1/3)". Lengths are UTF-16 units;
 * no character is cut in two. A short text comes back alone and unchanged.
 */
export function splitText(whole: string, limit = LIMIT): string[] {
  const text = whole.trim();
  if (text.length <= limit) return [text];
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const end = cutAt(rest, limit);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts.map((part, i) => `(${i + 1}/${parts.length}) ${part}`);
}

function cutAt(text: string, limit: number): number {
  const head = text.slice(0, limit);
  for (const end of [head.lastIndexOf('\n'), lastSentenceEnd(head), head.lastIndexOf(' ')]) {
    if (end > limit / 2) return end;
  }
  // No good place: anywhere but inside a character of two units.
  return /[\ud800-\udbff]$/.test(head) ? limit - 1 : limit;
}

function lastSentenceEnd(text: string): number {
  const last = [...text.matchAll(/[.!?…]["'”’)]?(?=\s)/gu)].at(-1);
  return last === undefined ? -1 : last.index + last[0].length;
}
