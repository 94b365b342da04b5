import { inTransaction } from '../../platform/db/pool.js';
import type { Conversation } from '../../records/conversations/conversations.js';
import { tellNumber } from '../../records/conversations/numbers.js';
import { saidBefore } from '../../records/inbox/said-before.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { isSamePhone } from '../../telephony/phone-key.js';
import { hangsOnQuestion, phoneGiven } from '../../texting/given-number/phone-given.js';
import type { HandlerContext } from './handler-context.js';
import type { VisitorWrote } from './interpret.js';

/** Records a number. True if the conversation's workflow has to hear of it. */
export async function isNumberNews(
  { pool }: HandlerContext,
  { occurredAt: at }: WaitingEvent,
  conversation: Conversation,
  e164: string,
  by: 'visitor' | 'contact',
): Promise<boolean> {
  const told = await inTransaction(pool, (client) =>
    tellNumber(client, conversation, { status: 'usable', e164 }, { by, at }),
  );
  return told.became !== 'nothing';
}

/**
 * What a number in the visitor's own words means for a conversation:
 * - `told`: the words give it as theirs, so it is the number to text from now on.
 * - `named`: it may be theirs, and the words do not say so: people in an open thread are told, and nothing changes.
 * - `none`: there is none, or it is somebody else's.
 */
export type NumberInWords =
  { readonly kind: 'told'; readonly e164: string } | { readonly kind: 'named' | 'none' };

export async function readNumber(
  { pool }: HandlerContext,
  { id, orgId }: WaitingEvent,
  { phone, state }: Conversation,
  { message, numbers }: Pick<VisitorWrote, 'message' | 'numbers'>,
): Promise<NumberInWords> {
  const before = hangsOnQuestion(numbers) ? await saidBefore(pool, orgId, message, id) : [];
  const e164 = phoneGiven(message, numbers, before);
  if (e164 !== null) return { kind: 'told', e164 };
  const maybe = numbers.given.phone;
  const isOther = maybe !== null && phone !== null && !isSamePhone(maybe, phone);
  return { kind: isOther && state === 'bridging' ? 'named' : 'none' };
}
