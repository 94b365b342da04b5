import { noteOptOut } from '../consent/vendor-opt-out.js';
import { findConversation } from '../conversations/conversations.js';
import { clearReason } from '../conversations/outcome.js';
import { inTransaction } from '../db/pool.js';
import type { TextStatus } from '../inbox/event.js';
import type { WaitingEvent } from '../inbox/store.js';
import { applyTextStatus } from '../ledger/text-status.js';
import { stopAutomaticAnswers } from '../sessions/sessions.js';
import { signalConversation } from '../temporal/start-conversation.js';
import { policyOf } from '../twilio/error-policy.js';
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
  return inTransaction(context.pool, async (client) => {
    const effect = await applyTextStatus(client, event);
    if (effect === null) return ignored('not a text of ours');
    const { orgId, conversationId, ledgerId, sessionId, visitorNumber, settled, failed } = effect;
    if (failed && visitorNumber !== null)
      await noteOptOut(client, orgId, visitorNumber, event.errorCode, effect.attemptedAt);
    if (failed && sessionId !== null && policyOf(event.errorCode).loop)
      await stopAutomaticAnswers(client, sessionId);
    if (settled && effect.isFollowUp) await clearReason(client, orgId, conversationId);
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
