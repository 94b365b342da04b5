import { noteOptOut } from '../../records/consent/vendor-opt-out.js';
import { findConversation } from '../../records/conversations/conversations.js';
import { clearReason } from '../../records/conversations/outcome.js';
import { inTransaction, type Client } from '../../platform/db/pool.js';
import type { TextStatus } from '../../contracts/events.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { applyTextStatus, type StatusEffect } from '../../records/ledger/text-status.js';
import { textStateLabels } from '../../vendors/twilio/code-label.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { stopAutomaticAnswers } from '../../records/sessions/sessions.js';
import { signalConversation } from './start-conversation.js';
import { policyOf } from '../../vendors/twilio/error-table.js';
import { conversationEvent } from './conversation-event.js';
import type { HandlerContext } from './handler-context.js';
import { applied, dispatched, ignored, type Settled } from './settled.js';

/**
 * Moves the text along in the ledger; the workflow hears of it only where it changes something for people. Ledger and
 * signal go together: if the signal cannot be brought, the move is taken back, and both are tried again.
 */
export async function handleTextStatus(
  context: HandlerContext,
  stored: WaitingEvent,
  event: TextStatus,
): Promise<Settled> {
  const { effect, settled } = await inTransaction(context.pool, async (client) => {
    const applying = await applyTextStatus(client, event);
    if (applying === null) return { effect: null, settled: ignored('not a text of ours') };
    return { effect: applying, settled: await follow(context, client, { stored, event, effect: applying }) };
  });
  if (effect !== null) count(context.metrics, event, effect);
  return settled;
}

function count(metrics: Metrics, { status, errorCode }: TextStatus, effect: StatusEffect): void {
  metrics.count('textback_text_states_total', textStateLabels(status, errorCode));
  if (effect.settled && effect.isFollowUp) metrics.count('textback_decisions_total', { outcome: 'texted' });
}

interface Told {
  readonly stored: WaitingEvent;
  readonly event: TextStatus;
  readonly effect: StatusEffect;
}

/** What follows from a text's new state, for the records and for the conversation's workflow. */
async function follow(
  context: HandlerContext,
  client: Client,
  { stored, event, effect }: Told,
): Promise<Settled> {
  const { orgId, conversationId, ledgerId, sessionId, visitorNumber, settled, failed } = effect;
  if (failed && visitorNumber !== null)
    await noteOptOut(client, orgId, visitorNumber, event.errorCode, effect.attemptedAt);
  if (failed && sessionId !== null && policyOf(event.errorCode).loop)
    await stopAutomaticAnswers(client, sessionId);
  if (settled && effect.isFollowUp) await clearReason(client, orgId, conversationId);
  const conversation = settled || failed ? await findConversation(client, orgId, conversationId) : null;
  if (conversation === null || conversation.state === 'done') return applied(event.status);
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
