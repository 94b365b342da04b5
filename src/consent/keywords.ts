/** Twilio's default keywords (Twilio docs, Advanced Opt-Out) and the words that the FCC's rule of 2025 names. */
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
} as const;

/**
 * What a text says about consent. Twilio's own judgement counts first; else the whole text must be a keyword, whatever
 * its case and whatever punctuation surrounds it. Not recognised: other wordings of the same wish.
 */
export function readKeyword(body: string, optOutType: string | null): 'stop' | 'start' | null {
  if (optOutType === 'STOP') return 'stop';
  if (optOutType === 'START') return 'start';
  const word = body
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}]/gu, '') // characters that nobody sees
    .toUpperCase()
    .replace(/^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu, '')
    .replace(/[\s_-]+/g, ' ');
  if (keywords.stop.has(word)) return 'stop';
  return keywords.start.has(word) ? 'start' : null;
}
