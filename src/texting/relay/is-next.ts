import type { ConversationRef } from '../../contracts/activity-results.js';
import { storedSources } from '../../contracts/stored-names.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { Message } from '../../vendors/chat.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import type { ChatMessage, TextReceived } from '../../contracts/events.js';
import { orderOf } from '../../records/inbox/message-order.js';
import type { ListedText } from '../../vendors/sms.js';
import { RECENT_MS } from './arrival-order.js';
import { relayPolicy } from './relay-policy.js';

/**
 * Whether a vendor's list shows that all that was written before a message has come, and was handed over: the workflow then knows
 * of it. `untold`: the list does not say.
 */
export type IsNext = 'next' | 'missing' | 'untold';

/** A vendor that cannot be asked tells nothing: the message waits for its window, as it would without the look. */
export async function unlessAway(look: () => Promise<IsNext>): Promise<IsNext> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof VendorError) return 'untold';
    throw error;
  }
}

/** `messages`: all of the conversation, as Drift tells. */
export async function isNextMessage(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  event: ChatMessage,
  messages: readonly Message[],
  botMessages: boolean,
): Promise<IsNext> {
  const { messageId, createdAt } = event;
  if (createdAt === null || createdAt === undefined || !messages.some(({ id }) => id === messageId))
    return 'untold';
  const earlier = messages.filter((message) => {
    const at = message.createdAt ?? NaN;
    const isBefore =
      at < createdAt || (at === createdAt && (orderOf(message.id) ?? NaN) < (orderOf(messageId) ?? NaN));
    return isBefore && at >= createdAt - RECENT_MS && relayPolicy(message, botMessages).toPhone;
  });
  const { rows } = await db.query<{ id: string }>(
    `SELECT event ->> 'messageId' AS id FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND kind = 'message'
       AND outcome IS NOT NULL AND event ->> 'messageId' = ANY ($3::text[])`,
    [orgId, conversationId, earlier.map(({ id }) => id)],
  );
  const come = new Set(rows.map(({ id }) => id));
  return earlier.every(({ id }) => come.has(id)) ? 'next' : 'missing';
}

/** `texts`: the visitor's newest ones to this number of ours, as Twilio tells; its times are whole seconds. */
export async function isNextText(
  db: Queryable,
  { messageSid }: TextReceived,
  texts: readonly ListedText[],
): Promise<IsNext> {
  const own = texts.find(({ id }) => id === messageSid);
  if (own === undefined) return 'untold';
  const earlier = texts.filter(
    ({ id, createdAt }) =>
      id !== messageSid && createdAt <= own.createdAt && createdAt >= own.createdAt - RECENT_MS,
  );
  const { rowCount } = await db.query(
    `SELECT FROM inbox WHERE source = $2 AND outcome IS NOT NULL AND event_key = ANY ($1::text[])`,
    [earlier.map(({ id }) => `${id}:received`), storedSources.sms],
  );
  return rowCount === earlier.length ? 'next' : 'missing';
}
