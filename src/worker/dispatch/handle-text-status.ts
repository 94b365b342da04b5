import { noteOptOut } from '../../records/consent/vendor-opt-out.js';
import { findConversation } from '../../records/conversations/conversations.js';
import { clearReason } from '../../records/conversations/outcome.js';
import { inTransaction, type Client } from '../../platform/db/pool.js';
import { isAboutNumber } from '../../contracts/number-refusals.js';
import { loseNumber } from '../../records/conversations/numbers.js';
import { wasTextedBefore } from '../../records/ledger/texted-numbers.js';
import type { TextStatus } from '../../contracts/events.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { noteAlive, noteDead } from '../../records/dead-numbers/dead-numbers.js';
import { applyTextStatus, stateOfStatus, type StatusEffect } from '../../records/ledger/text-status.js';
import { textStateLabels } from '../../vendors/sms-codes.js';
import { stopAutomaticAnswers } from '../../records/sessions/sessions.js';
import { signalConversation } from './start-conversation.js';
import { policyOf } from '../../vendors/sms-codes.js';
import { conversationEvent } from './conversation-event.js';
import type { HandlerContext } from './handler-context.js';
import { applied, dispatched, ignored, type Settled } from './settled.js';

/**
 * Moves the text along in the ledger; the workflow hears of it only where it changes something for people. Two steps: our own
 * records are committed before Temporal is called. After a crash in between, or while Temporal is away, the inbox brings the
 * report again, and the ledger knows which report it was that told.
 */
export async function handleTextStatus(
  context: HandlerContext,
  stored: WaitingEvent,
  event: TextStatus,
): Promise<Settled> {
  const effect = await inTransaction(context.pool, (client) => record(client, stored, event));
  if (effect === null) return ignored('not a text of ours');
  if (
    effect.isNew &&
    effect.settled &&
    effect.isFollowUp &&
    !(await wasTextedBefore(context.pool, effect.ledgerId))
  )
    context.metrics.count('textback_decisions_total', { outcome: 'texted' });
  const settled = await signal(context, stored, event, effect);
  context.metrics.count('textback_text_states_total', textStateLabels(event.status, event.errorCode));
  return settled;
}

/** What a text's new state means for our own records, once. */
async function record(
  client: Client,
  { id, orgId: told }: WaitingEvent,
  event: TextStatus,
): Promise<StatusEffect | null> {
  const effect = await applyTextStatus(client, event, id, told);
  if (effect === null || !effect.isNew) return effect;
  const { orgId, conversationId, sessionId, visitorNumber, settled, failed } = effect;
  if (failed && visitorNumber !== null)
    await noteOptOut(client, orgId, visitorNumber, event.errorCode, effect.attemptedAt);
  if (visitorNumber !== null) {
    const learnt = { orgId, phone: visitorNumber, at: effect.attemptedAt };
    if (failed) await noteDead(client, learnt, event.errorCode);
    else if (stateOfStatus(event.status) === 'delivered') await noteAlive(client, learnt);
  }
  if (failed && sessionId !== null && policyOf(event.errorCode).loop)
    await stopAutomaticAnswers(client, sessionId);
  const { reason } = policyOf(event.errorCode);
  if (failed && visitorNumber !== null && isAboutNumber(reason))
    await loseNumber(client, effect, { number: visitorNumber, why: 'refused', reason });
  if (settled && effect.isFollowUp) await clearReason(client, orgId, conversationId);
  return effect;
}

/** What it means for the conversation's workflow, which knows the keys that it has seen. */
async function signal(
  context: HandlerContext,
  stored: WaitingEvent,
  { status }: TextStatus,
  { orgId, conversationId, ledgerId, settled, failed }: StatusEffect,
): Promise<Settled> {
  const conversation = settled || failed ? await findConversation(context.pool, orgId, conversationId) : null;
  if (conversation === null || conversation.state === 'done') return applied(status);
  const tell = (kind: 'send_settled' | 'text_failed') =>
    signalConversation(
      context,
      conversation,
      conversationEvent(stored, kind, { key: `${stored.eventKey}:${kind}`, ledgerId }),
    );
  if (settled) await tell('send_settled');
  if (failed) await tell('text_failed');
  return dispatched;
}
