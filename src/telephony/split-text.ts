/** Twilio refuses more than 1,600 characters (error 21617); this leaves room for the numbering. */
const LIMIT = 1_500;

/**
 * Cuts a long text at the end of a paragraph, sentence or word, and numbers the parts "(1/3)". Lengths are UTF-16 units;
 * no character (grapheme) is cut in two, nor a web address that fits into a part. A short text comes back alone and
 * unchanged.
 */
export function splitText(whole: string, limit = LIMIT): string[] {
  return numbered(cutText(whole, limit));
}

/**
 * The same with at most `most` parts. Lines that must not be cut off, such as the addresses of files, come last and whole; the words give
 * way to them. `left`: how many characters of the words did not fit; then the last part with words ends with an ellipsis.
 */
export function splitAtMost(
  words: string,
  {
    lines,
    most,
    limit = LIMIT,
  }: { readonly lines: readonly string[]; readonly most: number; readonly limit?: number },
): { readonly parts: readonly string[]; readonly left: number } {
  const whole = cutText([words, ...lines].filter((line) => line !== '').join('\n'), limit);
  if (whole.length <= most) return { parts: numbered(whole), left: 0 };
  const last = lines.length === 0 ? [] : cutText(lines.join('\n'), limit);
  const all = cutText(words, limit);
  const kept = all.slice(0, Math.max(most - last.length, 1));
  const left = words.trim().length - kept.join(' ').length;
  const shown = kept.map((part, i) => (i === kept.length - 1 && left > 0 ? `${part} …` : part));
  return { parts: numbered([...shown, ...last].slice(0, most)), left: Math.max(left, 0) };
}

const numbered = (parts: readonly string[]): string[] =>
  parts.length === 1 ? [...parts] : parts.map((part, i) => `(${i + 1}/${parts.length}) ${part}`);

function cutText(whole: string, limit: number): string[] {
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
  return parts;
}

function cutAt(text: string, limit: number): number {
  const head = text.slice(0, limit);
  for (const end of [head.lastIndexOf('\n'), lastEnd(head, SENTENCE_END), lastEnd(head, WORD_END)]) {
    if (end > limit / 2) return end;
  }
  return startOfCutAddress(text, limit) ?? lastGraphemeEnd(text, limit);
}

/** A mark, skin tone or joiner after a space belongs to it. */
const SENTENCE_END = /[.!?…]["'”’)]?(?=\s(?![\p{M}\p{Emoji_Modifier}\u200c\u200d]))/gu;
const WORD_END = /(?= (?![\p{M}\p{Emoji_Modifier}\u200c\u200d]))/gu;

function lastEnd(text: string, end: RegExp): number {
  const last = [...text.matchAll(end)].at(-1);
  return last === undefined ? -1 : last.index + last[0].length;
}

/** Where the web address begins that a cut at the limit would break, if it fits into a part of its own. */
function startOfCutAddress(text: string, limit: number): number | null {
  const cut = [...text.slice(0, limit).matchAll(/(?:https?:\/\/|\bwww\.)\S*/gi)].at(-1);
  if (cut === undefined || cut.index === 0) return null;
  const whole = /^\S*/.exec(text.slice(cut.index, cut.index + limit + 1))?.[0] ?? '';
  const isCut = cut.index + whole.length > limit;
  return isCut && whole.length <= limit ? cut.index : null;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** No good place: anywhere but inside what a reader sees as one character, if that is not longer than a part itself. */
function lastGraphemeEnd(text: string, limit: number): number {
  // A few characters more than the limit, since a joiner or a skin tone may come behind it.
  const starts = Array.from(graphemes.segment(text.slice(0, limit + 32)), ({ index }) => index);
  const end = Math.max(0, ...starts.filter((index) => index <= limit));
  if (end > 0) return end;
  return /[\ud800-\udbff]$/.test(text.slice(0, limit)) ? limit - 1 : limit;
}
