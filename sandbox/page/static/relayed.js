import { deliveryWords, isLost } from './words.js';

const REFUSALS = {
  opted_out: 'the visitor has opted out',
  21610: 'the visitor has opted out',
  duplicate_session: 'a newer chat has taken over the number',
};

/** What a rep's message that is not on the phone says about it, by Textback's record of the texts; null for any other. */
export function notTexted(view, message) {
  const texts = view?.texts.filter(({ messageId }) => messageId === message.key) ?? [];
  const lost = texts.find(({ state }) => state === 'refused' || isLost(state));
  if (lost === undefined) return null;
  if (isLost(lost.state)) return `Not on the phone: ${deliveryWords(lost.errorCode)}`;
  const why = REFUSALS[lost.errorCode];
  return `Not texted${why === undefined ? '' : `: ${why}`}`;
}
