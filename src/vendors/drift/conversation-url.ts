/** Drift's own page of a conversation (Drift docs, conversation link). */
export const conversationUrl = (conversationId: number): string =>
  `https://app.drift.com/conversations/${conversationId}`;
