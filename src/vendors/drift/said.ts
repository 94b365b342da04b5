import type { Said } from '../../contracts/answers.js';
import type { ChatMessage } from '../../contracts/events.js';
import { withoutNul } from '../../platform/db/storable-text.js';
import { isPerson, type Message } from './schemas.js';
import { objectIn } from './webhook-data.js';

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

/** The last few are kept, each as far as it can ask something. */
const KEPT = { messages: 4, characters: 2_000 } as const;

/** A visitor's first message carries what was said before it (Drift docs, message attributes: `preMessages`). */
export function saidBeforeIn(
  attributes: Readonly<Record<string, unknown>> | undefined,
): Pick<ChatMessage, 'saidBefore'> {
  const messages = attributes?.['preMessages'];
  if (!Array.isArray(messages)) return {};
  const saidBefore = messages.slice(-KEPT.messages).flatMap((message: unknown) => {
    const { body, sender } = objectIn(message) ?? {};
    const author = objectIn(sender);
    if (typeof body !== 'string') return [];
    const type = typeof author?.['type'] === 'string' ? author['type'] : undefined;
    return [
      { author: authorOf({ type, bot: author?.['bot'] }), html: withoutNul(body.slice(0, KEPT.characters)) },
    ];
  });
  return saidBefore.length === 0 ? {} : { saidBefore };
}

/** A message of Drift's API, by the facts that its webhook would have told. */
export const saidIn = ({ author, type, attributes }: Message): Said => ({
  author: authorOf(author),
  authorId: author?.id ?? null,
  type,
  appId: appIdIn(attributes),
});
