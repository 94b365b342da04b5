import { isPerson, type Message } from './schemas.js';

/**
 * A person of the company has answered: a chat message by a user who is no bot, also if an app posted it in the person's
 * name. Our own posts do not count: they are a bot's.
 */
export function isAnswer({ type, author }: Message): boolean {
  return type === 'chat' && author?.type === 'user' && isPerson(author.bot);
}
