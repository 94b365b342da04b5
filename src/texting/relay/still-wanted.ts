import { getConversation } from '../../records/conversations/conversations.js';
import type { Behaviour } from '../../platform/config/config.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import { isPaused } from '../../records/ledger/claim.js';
import { findSend } from '../../records/ledger/ledger.js';
import { drop } from '../../records/ledger/moves.js';
import { findSession } from '../../records/sessions/sessions.js';
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
  const { purpose, sessionId, orgId, conversationId } = await findSend(client, ledgerId);
  if (purpose !== 'relay' || sessionId === null) return;
  const { visitorNumber } = await findSession(client, sessionId);
  const conversation = await getConversation(client, orgId, conversationId);
  const isLate = now - since > behaviour.relayMaxAgeMs;
  if (isLate || quietForRelay(conversation, visitorNumber, behaviour, now) !== null)
    await drop(client, ledgerId, 'too_late');
}

/** Whether a send would go out with the next try: no try has sent it yet, and texts are not paused. */
export async function isAboutToGo(db: Queryable, ledgerId: string): Promise<boolean> {
  const { state, orgId } = await findSend(db, ledgerId);
  return state === 'intended' && !(await isPaused(db, orgId));
}

/**
 * Until when the visitor's night holds back a text that an operator wants sent; null where it may go. What the visitor has
 * just written lets an answer through, as ever.
 */
export async function quietForRequest(
  client: Client,
  ledgerId: string,
  behaviour: Behaviour,
  now: number,
): Promise<number | null> {
  const { sessionId, orgId, conversationId, state } = await findSend(client, ledgerId);
  if (state !== 'intended' || sessionId === null) return null; // its fate decides
  const { visitorNumber } = await findSession(client, sessionId);
  const conversation = await getConversation(client, orgId, conversationId);
  const until = quietForRelay(conversation, visitorNumber, behaviour, now);
  return until === null ? null : Math.min(until, now + LOOK_AGAIN_MS);
}

/** Zones too far apart may have no hour in common: then it is looked again, for the visitor may have told a zone or texted. */
const LOOK_AGAIN_MS = 24 * 3_600_000;
