import { sameWords } from '../same-words.js';
import { readableMessages, unwrap } from './schemas.js';

/**
 * The docs' prose says `data` is the message, their sample shows `data.messages[]`: then the newest with our words. None
 * means that nothing is known about the post; somebody else's message must not pass for ours.
 */
export function postedMessage(body: unknown, sent: string): unknown {
  const data = unwrap(body);
  if (typeof data !== 'object' || data === null) return data;
  if ('message' in data) return data.message;
  if (!('messages' in data) || !Array.isArray(data.messages)) return data;
  return readableMessages(data.messages).findLast((message) => sameWords(message.body, sent));
}
