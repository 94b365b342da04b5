import type { Message } from './schemas.js';

/** A person of the company has answered: a chat message by a user who is no bot. Posts of apps answer nobody. */
export function isAnswer({ type, author, attributes }: Message): boolean {
  return (
    type === 'chat' && author?.type === 'user' && author.bot !== true && !attributes?.['developer_app_id']
  );
}
