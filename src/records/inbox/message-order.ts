/** Drift's message IDs rise: of two messages of one moment they tell which was first. Null for one that is no number. */
export const orderOf = (messageId: string): number | null =>
  /^\d{1,15}$/.test(messageId) ? Number(messageId) : null;
