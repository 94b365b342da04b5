import { getConversation } from '../conversations/conversations.js';
import type { Behaviour } from '../config/config.js';
import type { Client } from '../db/pool.js';
import { findEntry, markRefused } from '../ledger/ledger.js';
import { findSession } from '../sessions/sessions.js';
import { quietForRelay } from './quiet-for-relay.js';

/**
 * Whether a text that Twilio does not know may go out again: a rep's message neither in the visitor's night nor when it has been
 * waiting for long meanwhile. It is given up then, as `too_late`. `since`: milliseconds since the epoch.
 */
export async function giveUpIfLate(
  client: Client,
  ledgerId: string,
  { behaviour, since, now }: { readonly behaviour: Behaviour; readonly since: number; readonly now: number },
): Promise<void> {
  const { purpose, sessionId, orgId, conversationId } = await findEntry(client, ledgerId);
  if (purpose !== 'relay' || sessionId === null) return;
  const { visitorNumber } = await findSession(client, sessionId);
  const conversation = await getConversation(client, orgId, conversationId);
  const isLate = now - since > behaviour.relayMaxAgeMs;
  if (isLate || quietForRelay(conversation, visitorNumber, behaviour, now) !== null)
    await markRefused(client, ledgerId, 'too_late', ['intended']);
}
