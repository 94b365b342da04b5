/** An ID in an address; null for what is none. Nothing else counts as one, or a check and what it protects could read an address differently. */
export const wholeNumber = (given: unknown): number | null =>
  typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : null;
