import type { DriftSimulator } from './simulator.js';
import type { Author, Conversation } from './types.js';

/** The conversation as plain text, a line a message; Drift documents no more than that it is text. */
export function transcript(drift: DriftSimulator, conversation: Conversation): string {
  const nameOf = (author: Author) =>
    author.type === 'contact' ? 'Visitor' : (drift.orgs.user(conversation.orgId, author.id)?.name ?? 'User');
  const lines = drift.store
    .messages(conversation.id)
    .filter((message) => message.type === 'chat')
    .map((message) => {
      const text = (message.body ?? '').replace(/<br\/?>/g, ' ').replace(/<[^>]*>/g, '');
      return `${new Date(message.createdAt).toISOString()} ${nameOf(message.author)}: ${text}`;
    });
  return `${lines.join('\n')}\n`;
}
