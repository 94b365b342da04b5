import { log } from '@temporalio/workflow';
import type { ConversationContext } from './context.js';
import type { Lane } from './lane.js';
import { giveUp, postNote } from './markers.js';
import type { ConversationEvent } from './messages.js';
import { settle } from './settle.js';

/** Texts a rep's message to the visitor, part by part. What will never arrive is told to the rep. */
export async function relayToPhone(
  context: ConversationContext,
  event: ConversationEvent,
  notes: Lane,
): Promise<void> {
  const { input, events, calls } = context;
  const conversation = { orgId: input.orgId, conversationId: input.conversationId };
  const isOut = await giveUp('a relay to the phone', async () => {
    for (let part = 0, parts = 1; part < parts; part++) {
      const first = await calls.text.relayToPhone.executeWithOptions({ summary: "text the rep's message" }, [
        { ...conversation, inboxId: event.inboxId, part },
      ]);
      parts = first.parts;
      const result = await settle(conversation, first, {
        reconcile: calls.text.reconcileText,
        sendAgain: calls.text.textAgain,
        isSettled: (ledgerId) => events.isSettled(ledgerId),
      });
      if (result.kind === 'refused' || result.kind === 'parked') return false;
    }
    return true;
  });
  if (isOut !== true) {
    notes.add(() =>
      postNote(context, `not_sent:${event.key}`, { about: 'not_delivered', inboxId: event.inboxId }),
    );
  }
}

/** Posts a visitor's text into the Drift conversation. */
export async function relayToDrift(context: ConversationContext, event: ConversationEvent): Promise<void> {
  const { input, calls } = context;
  const conversation = { orgId: input.orgId, conversationId: input.conversationId };
  await giveUp('a relay to Drift', async () => {
    const first = await calls.post.relayToDrift.executeWithOptions(
      { summary: "post the visitor's text to Drift" },
      [{ ...conversation, inboxId: event.inboxId }],
    );
    const result = await settle(conversation, first, {
      reconcile: calls.post.reconcilePost,
      sendAgain: calls.post.postAgain,
    });
    // There is nobody to tell in Drift if Drift does not take it: the ledger shows it, and the log says so.
    if (result.kind === 'refused' || result.kind === 'parked') {
      log.error('a text of the visitor is not in Drift', { eventKey: event.key, result: result.kind });
    }
  });
}
