import type { TwilioConfig } from '../config/config.js';

/**
 * Our numbers that a new thread may take, best first: that of a rep who is in the conversation, then those that belong to
 * nobody. A number of another rep is never taken.
 */
export function senderNumbers(
  { fromNumbers, repNumbers }: Pick<TwilioConfig, 'fromNumbers' | 'repNumbers'>,
  participants: readonly number[],
): readonly string[] {
  const own = participants.flatMap((userId) => repNumbers[String(userId)] ?? []);
  const owned = new Set(Object.values(repNumbers));
  return [...own, ...fromNumbers.filter((number) => !owned.has(number))];
}
