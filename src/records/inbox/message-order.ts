/** Drift's message IDs ascend, so they order two messages with the same time. Null if the ID is not a number. */
export const orderOf = (messageId: string): number | null =>
  /^\d{1,15}$/.test(messageId) ? Number(messageId) : null;
