import { condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { ConversationContext } from './context.js';
import { Lane } from './lane.js';
import { markAsTexted, postNote } from './markers.js';
import type { ConversationEvent, ConversationInput } from './messages.js';
import { relayToDrift, relayToPhone } from './relay.js';

/** Relays both ways until nothing was said for the session's idle time. `reason`: why it is not sure that a text went out. */
export async function bridge(context: ConversationContext, reason: 'send_ambiguous' | null): Promise<void> {
  const { input, events, showing, calls } = context;
  const { orgId, conversationId, settings, carried } = input;
  // Each keeps its own order; a text that is stuck holds up neither the other direction nor the notes.
  const toPhone = new Lane();
  const toDrift = new Lane();
  const notes = new Lane();
  const lanes = [toPhone, toDrift, notes];
  const isIdle = () => lanes.every((lane) => lane.isIdle);
  let lastActivityAt = carried?.lastActivityAt ?? Date.now();
  if (carried === undefined) {
    notes.add(() =>
      reason === null
        ? markAsTexted(context)
        : postNote(context, 'texted', { about: 'not_texted', reason, code: null }),
    );
  }

  const handle = (event: ConversationEvent) => {
    switch (event.kind) {
      case 'rep_spoke':
        toPhone.add(() => relayToPhone(context, event, notes));
        break;
      case 'text_received':
        toDrift.add(() => relayToDrift(context, event));
        break;
      case 'opted_out':
      case 'opted_in': {
        const about = event.kind;
        notes.add(() => postNote(context, `${about}:${event.key}`, { about }));
        break;
      }
      case 'text_failed':
        notes.add(() =>
          postNote(context, `failed:${event.key}`, { about: 'not_delivered', inboxId: event.inboxId }),
        );
        break;
      default: // what the chat shows anyway
    }
  };

  for (;;) {
    for (const event of events.take()) {
      lastActivityAt = Math.max(lastActivityAt, event.at);
      handle(event);
    }
    for (const lane of lanes) lane.throwIfBroken();
    const idleAt = lastActivityAt + settings.sessionIdleMs;
    showing.bridging(idleAt, reason);
    const isNews = () => !events.isEmpty || lanes.some((lane) => lane.isBroken);
    if (workflowInfo().continueAsNewSuggested) {
      await condition(() => isIdle() || lanes.some((lane) => lane.isBroken));
      for (const lane of lanes) lane.throwIfBroken();
      const next: ConversationInput = {
        ...input,
        carried: { seen: events.seen(), waiting: events.take(), lastActivityAt, reason },
      };
      return await continueAsNew(next);
    }
    if (Date.now() >= idleAt && isIdle()) {
      await calls.record.recordOutcome({ orgId, conversationId, state: 'done', reason });
      // Something may have been said in the very moment of closing: a text still crosses to Drift.
      do {
        for (const event of events.take()) handle(event);
        await condition(isIdle);
        for (const lane of lanes) lane.throwIfBroken();
      } while (!events.isEmpty);
      return;
    }
    await condition(isNews, Math.max(idleAt - Date.now(), 1_000), {
      summary: 'wait for a message from either side',
    });
  }
}
