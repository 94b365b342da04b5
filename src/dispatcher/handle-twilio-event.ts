import type { ConversationEvent } from '../../workflows/messages.js';
import { hasOptedOut, recordConsent } from '../consent/consents.js';
import { readKeyword } from '../consent/keywords.js';
import { noteOptOut } from '../consent/vendor-opt-out.js';
import { findConversation } from '../conversations/conversations.js';
import { inTransaction } from '../db/pool.js';
import type { TextReceived, TextStatus } from '../inbox/event.js';
import type { WaitingEvent } from '../inbox/store.js';
import { applyTextStatus } from '../ledger/text-status.js';
import { orgOfNumber } from '../sessions/numbers.js';
import { findOpenSession } from '../sessions/sessions.js';
import { signalConversation } from '../temporal/start-conversation.js';
import type { HandlerContext } from './handler-context.js';
import { applied, dispatched, held, ignored, type Settled } from './settled.js';

/** A visitor's text goes to the one open session of its pair of numbers. STOP counts from here on, whatever else happens. */
export async function handleTextReceived(
  context: HandlerContext,
  stored: WaitingEvent,
  event: TextReceived,
): Promise<Settled> {
  const { pool } = context;
  const { messageSid, ourNumber, visitorNumber } = event;
  const session = await findOpenSession(pool, ourNumber, visitorNumber);
  const orgId = session?.orgId ?? (stored.orgId || (await orgOfNumber(pool, ourNumber)));
  if (orgId === null) {
    // Our own number before its org is known: a STOP must not be lost, so the event waits.
    if (context.numbers.includes(ourNumber)) throw new Error('the org of our number is not known yet');
    return held('a text to a number that is not ours');
  }

  const kind = await applyKeyword(context, stored, event, orgId);
  if (session === null)
    return kind === 'text_received' ? held('no open thread of this pair of numbers') : applied(kind);
  const conversation = await findConversation(pool, session.orgId, session.conversationId);
  if (conversation === null) return held('the thread has no conversation');
  const signal: ConversationEvent = {
    key: `${messageSid}:received`,
    kind,
    inboxId: stored.id,
    at: stored.occurredAt.getTime(),
  };
  return (await signalConversation(context, conversation, signal))
    ? dispatched
    : held('the conversation has ended');
}

/** Records what the text says about consent, and tells what the conversation should make of it. */
async function applyKeyword(
  { pool }: HandlerContext,
  { occurredAt }: WaitingEvent,
  event: TextReceived,
  orgId: number,
): Promise<'opted_out' | 'opted_in' | 'text_received'> {
  const keyword = readKeyword(event.body, event.optOutType);
  const record = (status: 'opted_out' | 'opted_in') =>
    recordConsent(pool, {
      orgId,
      phone: event.visitorNumber,
      status,
      means: 'keyword',
      messageSid: event.messageSid,
      at: occurredAt,
    });
  if (keyword === 'stop') {
    await record('opted_out');
    return 'opted_out';
  }
  // "Yes" from somebody who has not opted out is an answer to a question, not an opt-in.
  if (keyword === 'start' && (await hasOptedOut(pool, orgId, event.visitorNumber, event.messageSid))) {
    await record('opted_in');
    return 'opted_in';
  }
  return 'text_received';
}

/**
 * Moves the text along in the ledger; the workflow hears of it only where it changes something for people. Ledger and
 * signal go together: if the signal cannot be brought, the move is taken back, and both are tried again.
 */
export async function handleTextStatus(
  context: HandlerContext,
  stored: WaitingEvent,
  event: TextStatus,
): Promise<Settled> {
  return inTransaction(context.pool, async (client) => {
    const effect = await applyTextStatus(client, event);
    if (effect === null) return ignored('not a text of ours');
    const { orgId, conversationId, ledgerId, visitorNumber, settled, failed } = effect;
    if (failed && visitorNumber !== null) await noteOptOut(client, orgId, visitorNumber, event.errorCode);
    const conversation = settled || failed ? await findConversation(client, orgId, conversationId) : null;
    if (conversation === null || conversation.state === 'done') return applied(event.status);
    const at = stored.occurredAt.getTime();
    const tell = (kind: 'send_settled' | 'text_failed') =>
      signalConversation(context, conversation, {
        key: `${stored.eventKey}:${kind}`,
        kind,
        inboxId: stored.id,
        at,
        ledgerId,
      });
    if (settled) await tell('send_settled');
    if (failed) await tell('text_failed');
    return dispatched;
  });
}
