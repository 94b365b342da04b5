/**
 * Twilio's default keywords (Twilio docs, Advanced Opt-Out) and the words that the FCC's rule of 2025 names
 * (47 CFR 64.1200(a)(10)).
 */
const keywords = {
  stop: new Set([
    'STOP',
    'STOPALL',
    'STOP ALL',
    'UNSUBSCRIBE',
    'CANCEL',
    'END',
    'QUIT',
    'REVOKE',
    'OPTOUT',
    'OPT OUT',
    'OPT-OUT',
  ]),
  start: new Set(['START', 'YES', 'UNSTOP']),
  help: new Set(['HELP', 'INFO']),
} as const;

/** Keywords that mean the same in a web chat. CANCEL, END, QUIT and YES may answer a bot's question there. */
const chatKeywords = new Set(['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'OPTOUT', 'OPT OUT']);

/** The keyword if the whole text is one, ignoring case and surrounding punctuation. */
export function keywordOf(body: string): 'stop' | 'start' | 'help' | null {
  const word = wordOf(body);
  if (keywords.stop.has(word)) return 'stop';
  if (keywords.start.has(word)) return 'start';
  return keywords.help.has(word) ? 'help' : null;
}

/** Whether the whole text is the one keyword for a start that may also answer a question. */
export const isYes = (body: string): boolean => wordOf(body) === 'YES';

export function isChatKeyword(text: string): boolean {
  return chatKeywords.has(wordOf(text));
}

/** A longer text is not a keyword, even with punctuation around it. */
const LOOKED_AT = 500;

function wordOf(text: string): string {
  if (text.length > LOOKED_AT) return '';
  const visible = text.normalize('NFKC').replace(/[\p{Cf}\p{Mn}]/gu, '');
  const words = visible.toUpperCase().replace(/^[\s\p{P}\p{S}]+/u, '');
  return words.slice(0, endOfWords(words)).replace(/[\s_-]+/g, ' ');
}

/** A loop, because a regular expression anchored at the end would rescan every run of punctuation. */
function endOfWords(text: string): number {
  let end = text.length;
  for (const character of Array.from(text).reverse()) {
    if (!/^[\s\p{P}\p{S}]$/u.test(character)) return end;
    end -= character.length;
  }
  return end;
}
