import type { SmsConfig } from '../../platform/config/config.js';

/** Our numbers that are available to a new thread. */
export interface SenderNumbers {
  /** Numbers of the reps in the conversation; they come first. */
  readonly own: readonly string[];
  /** Numbers without an owner. A number of a rep outside the conversation is never taken. */
  readonly pool: readonly string[];
}

export function senderNumbers(
  { fromNumbers, repNumbers }: Pick<SmsConfig, 'fromNumbers' | 'repNumbers'>,
  participants: readonly number[],
): SenderNumbers {
  const owned = new Set(Object.values(repNumbers));
  return {
    own: participants.flatMap((userId) => repNumbers[String(userId)] ?? []),
    pool: fromNumbers.filter((number) => !owned.has(number)),
  };
}
