import type { ConversationRef } from '../../contracts/activity-results.js';
import { isText, type ConversationEvent } from '../../contracts/messages.js';
import { hasContactOptedOut } from '../../records/consent/chat-opt-out.js';
import { findOptOut, opensAgain, recordConsent } from '../../records/consent/consents.js';
import { noteAlive } from '../../records/dead-numbers/dead-numbers.js';
import { findConversation, learn } from '../../records/conversations/conversations.js';
import { passOver, placeText, type WaitingEvent } from '../../records/inbox/store.js';
import { inTransaction } from '../../platform/db/pool.js';
import { loseNumber } from '../../records/conversations/numbers.js';
import { orgOfNumbers } from '../../records/sessions/numbers.js';
import { closeSessionOfDone } from '../../records/sessions/close-session.js';
import { findHolder, noteHeard } from '../../records/sessions/sessions.js';
import { deliverText } from './deliver-text.js';
import { deliverLateText } from './start-conversation.js';
import { cameAt, handleLateText } from './handle-late-text.js';
import type { HandlerContext } from './handler-context.js';
import type { TextMeaning } from './interpret.js';
import { held, type Settled } from './settled.js';

/**
 * A visitor's text goes to the session that had its pair of numbers when the text came, also if another chat has the pair by now. STOP
 * counts from here on, whatever else happens.
 */
export async function handleTextReceived(
  context: HandlerContext,
  stored: WaitingEvent,
  meaning: TextMeaning,
): Promise<Settled> {
  const { pool } = context;
  const { text } = meaning;
  const { messageSid, ourNumber, visitorNumber, media } = text;
  const session = await findHolder(pool, { ourNumber, visitorNumber, at: cameAt(stored) });
  const orgId = session?.orgId ?? (stored.orgId || (await orgOfNumbers(pool, [ourNumber])));
  if (orgId === null) {
    // It is our number, but its org is still unknown: the event waits, because it may be a STOP.
    if (context.numbers.includes(ourNumber)) throw new Error('the org of our number is not known yet');
    return held('a text to a number that is not ours');
  }

  await noteAlive(pool, { orgId, phone: visitorNumber, at: stored.receivedAt });
  const kindAndHow = await recordWish(context, stored, meaning, orgId, session);
  const signal: ConversationEvent = {
    key: `${messageSid}:received`,
    inboxId: stored.id,
    at: stored.occurredAt.getTime(),
    ...kindAndHow,
    ...(media.length === 0 ? {} : { media: media.length }),
  };
  if (session === null) return handleLateText(context, stored, text, orgId, signal, null);
  await noteHeard(pool, session.id, { from: visitorNumber, at: stored.receivedAt });
  if (!isText(signal)) await passOver(pool, stored.id, signal.kind); // texts after it need not wait for it
  await learn(pool, session.orgId, session.conversationId, { visitorSpokeAt: stored.occurredAt });
  if (session.closedAt !== null) return handleLateText(context, stored, text, orgId, signal, session);
  // Delivered a second time, after a crash, it goes where it went the first time, even if another conversation has the number by now.
  const conversationId = await placeText(pool, stored.id, session.conversationId);
  const conversation = await findConversation(pool, session.orgId, conversationId);
  if (conversation === null) return held('the thread has no conversation');
  const delivered = await deliverText(context, stored, conversation, signal);
  if (delivered !== null) {
    // After the signal: a crash in between finds the thread open, and does both again.
    if (signal.how === 'wrong_number')
      await inTransaction(pool, (client) =>
        loseNumber(client, conversation, { number: visitorNumber, why: 'wrong', reason: null }),
      );
    return delivered;
  }
  if (conversationId !== session.conversationId) {
    await deliverLateText(context, conversation, stored.eventId, signal);
    return held(
      'its thread has ended and its number is with another chat: it was put into the chat that it was for',
    );
  }
  // It may have been closed in this very moment; if it was left open by mistake, it is closed now. Then the text is a late one.
  await closeSessionOfDone(pool, session);
  throw new Error('the thread was just closed: the text came too late for it');
}

/** Records what the text says about consent; returns what the conversation should make of it. */
async function recordWish(
  { pool }: HandlerContext,
  { occurredAt: at }: WaitingEvent,
  meaning: TextMeaning,
  orgId: number,
  /** Of the open thread; null if there is none. */
  conversation: ConversationRef | null,
): Promise<Pick<ConversationEvent, 'kind' | 'how'>> {
  const { visitorNumber: phone, messageSid } = meaning.text;
  if (meaning.kind === 'stop') {
    const { how } = meaning;
    await recordConsent(pool, { orgId, phone, status: 'opted_out', means: how, messageSid, at });
    return { kind: 'opted_out', how };
  }
  if (meaning.kind === 'start') {
    const { by } = meaning;
    const optOut = await findOptOut(pool, orgId, phone, messageSid);
    // What the contact said in a chat, START takes back; "Yes" may be the answer to a question.
    const isSilent =
      by !== 'yes' && conversation !== null && (await hasContactOptedOut(pool, conversation, phone));
    if (isSilent || (optOut !== null && opensAgain(by, optOut))) {
      await recordConsent(pool, { orgId, phone, status: 'opted_in', means: 'keyword', messageSid, at });
      return by === 'yes' ? { kind: 'opted_in', how: by } : { kind: 'opted_in' };
    }
  }
  return { kind: meaning.kind === 'help' ? 'help_asked' : 'text_received' };
}
