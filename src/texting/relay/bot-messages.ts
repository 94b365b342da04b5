import type { BotsUnanswered } from '../../contracts/activity-results.js';
import type { ChatMessage } from '../../contracts/events.js';
import type { Client } from '../../platform/db/pool.js';
import { countUnansweredBotTexts } from '../../records/ledger/bot-texts.js';
import { findByCause } from '../../records/ledger/ledger.js';
import type { Session } from '../../records/sessions/sessions.js';

/**
 * How many messages of bots go to a phone that does not answer. A bot answers whoever writes in the chat, as often as they write, and
 * nobody knows whether that is the phone's owner.
 */
export const MOST_UNANSWERED_BOT_MESSAGES = 5;

export const BOTS_UNANSWERED = 'the phone has not answered the last messages from bots';

/**
 * Whether one more message of a bot stays in the chat; null if it may go to the phone. Counts over all threads of the phone, and holds a
 * lock on it until the transaction ends. The rep is told of the first that stays.
 */
export async function tooManyBotTexts(
  client: Client,
  session: Session,
  event: Pick<ChatMessage, 'messageId'>,
): Promise<{ readonly botsUnanswered?: BotsUnanswered } | null> {
  const { messages, heardAt } = await countUnansweredBotTexts(client, session, event);
  if (messages < MOST_UNANSWERED_BOT_MESSAGES) return null;
  const cause = `bots_unanswered:${heardAt?.getTime() ?? 'never'}`;
  const { orgId, conversationId } = session;
  const told = await findByCause(client, orgId, conversationId, 'note', cause);
  return told === null ? { botsUnanswered: { most: MOST_UNANSWERED_BOT_MESSAGES, cause } } : {};
}
