import type { Said } from '../../contracts/answers.js';
import type { ChatMessage } from '../../contracts/events.js';
import { isPerson, type Message } from './schemas.js';

/** Who is not known to be a contact or a person counts as a bot: a bot's words reach nobody and answer nobody. */
export function authorOf(
  author: { readonly type: string | undefined; readonly bot?: unknown } | null | undefined,
): ChatMessage['author'] {
  if (author?.type === 'contact') return 'visitor';
  return author?.type === 'user' && isPerson(author.bot) ? 'rep' : 'bot';
}

/** The app that posted a message through the API, by its attributes; null when a person typed it. */
export function appIdIn(attributes: Readonly<Record<string, unknown>> | null | undefined): string | null {
  const appId = attributes?.['developer_app_id'];
  return typeof appId === 'string' || typeof appId === 'number' ? String(appId) : null;
}

/** A message of Drift's API, by the facts that its webhook would have told. */
export const saidIn = ({ author, type, attributes }: Message): Said => ({
  author: authorOf(author),
  authorId: author?.id ?? null,
  type,
  appId: appIdIn(attributes),
});
