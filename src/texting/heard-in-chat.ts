import { heardIn, type Heard } from '../contracts/talk.js';
import { isThanks } from '../records/inbox/is-thanks.js';
import { orderOf } from '../records/inbox/message-order.js';
import type { Message } from '../vendors/chat.js';

/**
 * What a message that the vendor lists means for the talk. `now`: milliseconds since the epoch. An answer without a time counts as
 * one; words without a time say nothing, since their webhook does.
 */
export function heardInChat(message: Message, now: number): Heard | null {
  const moment = { at: message.createdAt ?? now, order: orderOf(message.id) };
  const heard = heardIn(message, moment, now, isThanks(message.html));
  return heard?.is === 'words' && message.createdAt === null ? null : heard;
}
