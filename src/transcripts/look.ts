import type { ConversationRef } from '../contracts/activity-results.js';
import type { ChatMessage, TextReceived } from '../contracts/events.js';
import { findSessionOf } from '../records/sessions/sessions.js';
import type { ChatClient, Message } from '../vendors/chat.js';
import type { ListedText, SmsClient } from '../vendors/sms.js';
import { whatWeHave } from './known-messages.js';
import { missedMessages } from './missed-events.js';
import { eventsOf, missedTexts } from './missed-texts.js';
import { stillMissing, storeMissed, type TakeIn } from './take-in.js';

// A look at a vendor's list before a message is relayed also shows those before it whose webhooks were lost. They are taken in.

/** The vendor's times are whole seconds. */
const SECOND_MS = 1_000;

/** Takes in the messages of the open thread that were written before this one. Returns how many were missing. */
export async function takeInEarlier(
  { pool, metrics }: TakeIn,
  chat: Pick<ChatClient, 'events'>,
  ref: ConversationRef,
  { createdAt }: ChatMessage,
  messages: readonly Message[],
): Promise<number> {
  if (createdAt === null || createdAt === undefined) return 0;
  const earlier = messages.filter(({ createdAt: at }) => at !== null && at <= createdAt);
  const find = async () => missedMessages(chat, await whatWeHave(pool, ref), earlier);
  return storeMissed(pool, metrics, await stillMissing(find), 'look');
}

/** Takes in the visitor's texts of the open thread that were written before one of these. `listed`: the vendor's list, newest first. */
export async function takeInEarlierTexts(
  { pool, metrics }: TakeIn,
  sms: Pick<SmsClient, 'asReceived'>,
  { orgId, conversationId }: ConversationRef,
  texts: readonly Pick<TextReceived, 'messageSid'>[],
  listed: readonly ListedText[],
): Promise<number> {
  const newest = listed.findIndex(({ id }) => texts.some(({ messageSid }) => messageSid === id));
  const session = await findSessionOf(pool, orgId, conversationId);
  if (newest < 0 || session === null) return 0;
  const since = session.openedAt.getTime() - SECOND_MS;
  const earlier = listed.slice(newest + 1).filter(({ createdAt }) => createdAt >= since);
  const missing = await stillMissing(() => missedTexts(pool, earlier));
  return storeMissed(pool, metrics, await eventsOf(sms, missing), 'look');
}
