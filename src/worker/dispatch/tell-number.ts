import { inTransaction } from '../../platform/db/pool.js';
import type { Conversation } from '../../records/conversations/conversations.js';
import { tellNumber } from '../../records/conversations/numbers.js';
import { hasTextFrom } from '../../records/inbox/has-text-from.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { phoneKey } from '../../telephony/phone-key.js';
import type { HandlerContext } from './handler-context.js';
import type { VisitorsWords } from './interpret.js';

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
 * - `told`: it is the number to text from now on.
 * - `named`: nobody can tell whether it is, and the phone that we text has answered: people are told, and nothing changes.
 * - `none`: there is none, or it is somebody else's.
 */
export type NumberInWords =
  { readonly kind: 'told'; readonly e164: string } | { readonly kind: 'named' | 'none' };

/** While no number is known, any number counts. Later it has to be another one, and the visitor's. */
export async function readNumber(
  { pool }: HandlerContext,
  conversation: Conversation,
  { phones, whose }: Pick<VisitorsWords, 'phones' | 'whose'>,
): Promise<NumberInWords> {
  const { phone, state } = conversation;
  const isOther = (number: string) => phone !== null && phoneKey(number) !== phoneKey(phone);
  const e164 = phones.find(isOther) ?? phones[0];
  if (e164 === undefined) return { kind: 'none' };
  if (phone === null || !isOther(e164)) return { kind: 'told', e164 };
  if (whose === 'theirs') return { kind: 'told', e164 };
  if (whose === "another's") return { kind: 'none' };
  const isAnswered = state === 'bridging' && (await hasTextFrom(pool, conversation, phone));
  return isAnswered ? { kind: 'named' } : { kind: 'told', e164 };
}
