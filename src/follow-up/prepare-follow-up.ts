import type { ConversationRef } from '../../activities/results.js';
import type { Reason } from '../../workflows/reasons.js';
import type { Config } from '../config/config.js';
import { hasOptedOut, recordConsent } from '../consent/consents.js';
import { getConversation, optedOutInChat, type Conversation } from '../conversations/conversations.js';
import { recordOutcome, recordQuiet } from '../conversations/outcome.js';
import type { Client } from '../db/pool.js';
import { hasAnswer } from '../inbox/has-answer.js';
import { findByCause, intend, isPaused, type LedgerEntry } from '../ledger/ledger.js';
import { toPlainQuotes } from '../relay/gsm.js';
import { openSession } from '../sessions/open-session.js';
import { senderNumbers } from '../sessions/sender-numbers.js';
import { findTakenOver } from '../sessions/sessions.js';
import { firstText } from './first-text.js';
import { quietUntilFor } from './quiet-hours.js';
import { turnOfFirstText } from './turn.js';

export type Prepared =
  | {
      readonly kind: 'ready';
      readonly ledgerId: string;
      /** The conversation whose number the thread has taken. */
      readonly tookOver: number | null;
    }
  /** Its number is still busy with what was booked before; nothing else was decided. Milliseconds. */
  | { readonly kind: 'queued'; readonly inMs: number }
  /** An operator has paused texts; nothing else was decided. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'quiet'; readonly until: number }
  | { readonly kind: 'refused'; readonly reason: Reason };

const CAUSE = 'follow-up';

/**
 * Decides, in one transaction, whether the follow-up may go out now, and writes down the intention: consent, quiet hours,
 * session, ledger. Asked again, it gives the entry that is there.
 * `noLaterThan`: milliseconds since the epoch; after it the text would be worse than none.
 */
export async function prepareFollowUp(
  client: Client,
  { orgId, conversationId, noLaterThan }: ConversationRef & { readonly noLaterThan: number },
  { behaviour, twilio }: Pick<Config, 'behaviour' | 'twilio'>,
  now: number,
): Promise<Prepared> {
  const written = await findByCause(client, orgId, conversationId, 'sms', CAUSE);
  // Once it has left our hands only its own fate counts; until then everything is asked anew, however often it is tried.
  if (written !== null && written.state !== 'intended') return ready(client, written);
  if (!behaviour.followUps) return { kind: 'refused', reason: 'disabled' };
  // Drift was asked a moment ago: whoever has answered since is in the inbox, handed over or not.
  if (await hasAnswer(client, orgId, conversationId)) return { kind: 'refused', reason: 'answered' };
  if (now > noLaterThan) return { kind: 'refused', reason: 'too_late' };
  const conversation = await getConversation(client, orgId, conversationId);
  if (conversation.phone === null) return { kind: 'refused', reason: 'no_phone' };
  // Somebody has put one of our own numbers into the chat: a text to it would come back to us.
  if (twilio.fromNumbers.includes(conversation.phone)) return { kind: 'refused', reason: 'invalid_phone' };
  await applyChatOptOut(client, conversation, conversation.phone);
  if (await hasOptedOut(client, orgId, conversation.phone)) return { kind: 'refused', reason: 'opted_out' };

  const until = quietUntilFor(now, conversation, behaviour);
  if (until !== null) {
    if (until - now > behaviour.quietMaxAgeMs) return { kind: 'refused', reason: 'quiet_too_long' };
    await recordQuiet(client, orgId, conversationId, new Date(until));
    return { kind: 'quiet', until };
  }
  if (written !== null) return ready(client, written);
  if (await isPaused(client, orgId)) return { kind: 'paused' };
  const body = toPlainQuotes(
    firstText(behaviour.followUpTemplate, {
      visitorName: conversation.visitorName,
      businessName: behaviour.businessName,
    }),
  );
  const visitorNumber = conversation.phone;
  const numbers = senderNumbers(twilio, conversation.participants);
  const first = { orgId, conversationId, visitorNumber, numbers, body, rate: twilio.senderRate, noLaterThan };
  const turn = await turnOfFirstText(client, first);
  if (turn === null) return { kind: 'refused', reason: 'too_late' };
  if (turn.inMs > 0) return { kind: 'queued', inMs: turn.inMs };
  const session = await openSession(client, {
    orgId,
    conversationId,
    visitorNumber,
    numbers,
    preferred: turn.number,
  });
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: 'sms',
    purpose: 'follow_up',
    cause: CAUSE,
    sessionId: session.id,
    body,
  });
  // From here on texts from this phone belong to the conversation, also if the answer to our send is lost.
  await recordOutcome(client, { orgId, conversationId, state: 'bridging', reason: null });
  return ready(client, entry);
}

/** Who asked in a chat not to be texted, before a number was known, meant every number. A later START counts. */
async function applyChatOptOut(client: Client, conversation: Conversation, phone: string): Promise<void> {
  const { orgId, contactId } = conversation;
  const at = contactId === null ? null : await optedOutInChat(client, orgId, contactId);
  if (at === null) return;
  const word = { status: 'opted_out', means: 'chat', messageSid: `contact:${contactId}` } as const;
  await recordConsent(client, { orgId, phone, at, ...word });
}

async function ready(client: Client, { id, sessionId }: LedgerEntry): Promise<Prepared> {
  const old = sessionId === null ? null : await findTakenOver(client, sessionId);
  return { kind: 'ready', ledgerId: id, tookOver: old?.conversationId ?? null };
}
