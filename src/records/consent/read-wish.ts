import { asWritten, findWording, type Weigh } from './find-wording.js';
import { isChatKeyword, keywordOf } from './keywords.js';

/** The writer's wish about being texted; null if the text expresses none. */
export type Wish =
  | { wish: 'stop'; certainty: 'certain' | 'doubtful'; by: 'keyword' | 'wording' }
  | { wish: 'start' }
  | { wish: 'help'; answeredByVendor: boolean }
  | null;

/** Emoji that mean "stop" in a text without words. A raised hand from behind, or crossed arms, may be a greeting or a joke. */
const emoji = { certain: /[🛑✋⛔🚫]/u, doubtful: /[🤚🖐🙅]/u } as const;

/**
 * Reads the consent that a visitor's text expresses. Twilio's own judgement (OptOutType) counts first, but a keyword for
 * stop counts even if Twilio took it for HELP. Then come keywords, which must be the whole text, then other wordings in the
 * first 500 characters. Advanced Opt-Out answers HELP by itself (Twilio docs), hence `answeredByVendor`. Never throws;
 * takes time linear in the 500 characters. Not promised: every wording of a wish, or any other language.
 */
export function readWish(body: string, optOutType: string | null): Wish {
  if (optOutType === 'STOP') return { wish: 'stop', certainty: 'certain', by: 'keyword' };
  if (optOutType === 'START') return { wish: 'start' };
  const keyword = keywordOf(body);
  if (keyword === 'stop') return { wish: 'stop', certainty: 'certain', by: 'keyword' };
  if (optOutType === 'HELP') return { wish: 'help', answeredByVendor: true };
  if (keyword === 'start') return { wish: 'start' };
  if (keyword === 'help') return { wish: 'help', answeredByVendor: false };
  const certainty = certaintyOf(body);
  return certainty === null ? null : { wish: 'stop', certainty, by: 'wording' };
}

function certaintyOf(body: string): 'certain' | 'doubtful' | null {
  const weight = findWording(body, asWritten);
  if (weight === 2) return 'certain';
  if (weight === 1) return 'doubtful';
  const start = body.slice(0, 500);
  if (/[\p{L}\p{N}]/u.test(start)) return null;
  if (emoji.certain.test(start)) return 'certain';
  return emoji.doubtful.test(start) ? 'doubtful' : null;
}

const certainAboutTexts: Weigh = ({ certainty, aboutTexts }) =>
  certainty === 'certain' && aboutTexts ? 2 : 0;

/**
 * Whether a message in the web chat asks for no texts: STOP, STOPALL, UNSUBSCRIBE or OPT OUT alone, or a certain wording
 * about texts, messages, contact, numbers or lists. CANCEL, END, QUIT and YES may answer a bot's question there.
 */
export function isChatOptOut(text: string): boolean {
  return isChatKeyword(text) || findWording(text, certainAboutTexts) === 2;
}
