/** A line for each way in which the reps' own numbers do not fit the pool. */
export function repNumberProblems(
  pool: readonly string[],
  byUser: Readonly<Record<string, string>>,
): string[] {
  const owned = new Set(Object.values(byUser));
  if (owned.size === 0) return [];
  const foreign = [...owned].filter((number) => !pool.includes(number));
  if (foreign.length > 0) return [`REP_NUMBERS should contain only numbers from TWILIO_FROM_NUMBERS`];
  const isLeft = pool.some((number) => !owned.has(number));
  return isLeft ? [] : ['REP_NUMBERS should leave at least one number in TWILIO_FROM_NUMBERS unreserved'];
}
