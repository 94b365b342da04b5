/** A situation in which there is nothing to wait for; see situation.js. */
export function plain(sentence, aside, tone = 'rest') {
  return { sentence, aside, tone, progress: null, reached: false };
}
