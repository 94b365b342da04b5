/** What people say when their question is answered, as words without accents and punctuation. */
const phrases = [
  '(?:ok|okay|great|perfect|cool|awesome|super|nice|wonderful|excellent|lovely|brilliant|alright|sure|understood)',
  '(?:got it|will do|no worries|no problem|sounds good|that helps|that s all|that is all|you too|much appreciated|i appreciate it)',
  '(?:many )?(?:thanks|thank you|thank u|thx|ty|cheers)(?: so much| very much| a lot| again)?(?: for (?:your|the|all your) (?:help|time|answer|reply))?',
  '(?:bye|bye bye|goodbye|good bye|see you|see ya|take care)',
  'have a (?:nice|good|great|lovely) (?:day|one|evening|night|weekend)',
  '(?:danke|danke schon|danke sehr|vielen dank|tschuss|alles klar|schonen tag)',
  '(?:gracias|muchas gracias|mil gracias|adios|vale|perfecto)',
  '(?:merci|merci beaucoup|au revoir|d accord|parfait)',
  '(?:obrigado|obrigada|muito obrigado|muito obrigada|valeu|tchau|perfeito)',
];
const whole = new RegExp(`^(?:(?:${phrases.join('|')})(?: |$))+$`);

/** Nobody thanks at length. */
const LONGEST = 120;

/**
 * Whether a chat message is nothing but thanks, assent or a goodbye: after an answer it asks for nothing, and a text to its author would
 * only annoy. Anything doubtful is none; so is whatever holds a question mark.
 */
export function isThanks(html: string | null): boolean {
  if (html === null || html.length > 4 * LONGEST) return false;
  const text = html
    .replace(/<[^>]{0,200}>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&(?:#39|#x27|apos|rsquo);/gi, "'");
  if (text.length > LONGEST || text.includes('?')) return false;
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words === '' ? /\p{Extended_Pictographic}/u.test(text) : whole.test(words);
}
