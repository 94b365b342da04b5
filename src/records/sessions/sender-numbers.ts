import type { SmsConfig } from '../../platform/config/config.js';

/** Our numbers that a new thread may take. */
export interface SenderNumbers {
  /** Those of the reps who are in the conversation: they come first. */
  readonly own: readonly string[];
  /** Those that belong to nobody. A number of another rep is never taken. */
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
