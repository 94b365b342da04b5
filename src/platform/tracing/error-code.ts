/**
 * What an error is, in one word: our own code, the type of a Temporal failure, a library's code, else its name. A message
 * may quote values, and no word of it is taken.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const [code, type] = ['code', 'type'].map((key) => (error as unknown as Record<string, unknown>)[key]);
  for (const word of [code, type, error.name])
    if (typeof word === 'string' && /^[A-Za-z][\w.]{1,59}$/.test(word)) return word;
  return 'Error';
}
