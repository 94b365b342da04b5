import { asWritten, findWording, type Weigh } from './find-wording.js';
import { isChatKeyword, isYes, keywordOf } from './keywords.js';

/** The writer's wish about being texted; null if the text expresses none. */
export type Wish =
  | { wish: 'stop'; certainty: 'certain' | 'doubtful'; by: 'keyword' | 'wording' | 'wrong_number' }
  /** `by`: YES may also answer a question. */
  | { wish: 'start'; by: 'start' | 'yes' }
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
  const keyword = keywordOf(body);
  const start = { wish: 'start', by: isYes(body) ? 'yes' : 'start' } as const;
  if (optOutType === 'START') return start;
  if (keyword === 'stop') return { wish: 'stop', certainty: 'certain', by: 'keyword' };
  if (optOutType === 'HELP') return { wish: 'help', answeredByVendor: true };
  if (keyword === 'start') return start;
  if (keyword === 'help') return { wish: 'help', answeredByVendor: false };
  const certainty = certaintyOf(body);
  if (certainty === null) return null;
  const isWrong = certainty === 'certain' && findWording(body, certainAboutNumber) === 2;
  return { wish: 'stop', certainty, by: isWrong ? 'wrong_number' : 'wording' };
}

const certainAboutNumber: Weigh = ({ certainty, wrongNumber }) =>
  certainty === 'certain' && wrongNumber ? 2 : 0;

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
