import { condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { Note } from '../../src/contracts/activity-results.js';
import { IdleTimer } from './idle-timer.js';
import { holdsMessages } from './reorder-buffer.js';
import type { ConversationContext } from './context.js';
import { postNote } from './markers.js';
import type { ConversationEvent, ConversationInput } from '../../src/contracts/messages.js';
import { recordOutcome } from './outcome.js';
import type { Reason } from '../../src/contracts/reasons.js';
import { isText } from './state.js';
import { Thread } from './thread.js';

/**
 * Relays both ways until nothing was said for the session's idle time. `opening`: what is told in Drift first, when the
 * bridge begins. `reason`: why the conversation counts as one without a text, where that is so.
 */
export async function bridge(
  context: ConversationContext,
  reason: Reason | null,
  opening: (thread: Thread) => void = () => undefined,
): Promise<void> {
  const { input, events, showing } = context;
  const { settings, carried } = input;
  const thread = new Thread(context);
  let lastActivityAt = carried?.lastActivityAt ?? Date.now();
  const summary = 'wait for a message from either side';
  let idleTimer: IdleTimer | null = null;
  let keepsIdleTimer = false; // once something was said
  if (carried === undefined) opening(thread);

  for (;;) {
    for (const event of events.take()) {
      lastActivityAt = Math.max(lastActivityAt, event.at);
      handle(context, thread, event);
    }
    thread.throwIfBroken();
    const idleAt = lastActivityAt + settings.sessionIdleMs;
    showing.bridging(idleAt, reason);
    // A message that waits, for its turn or for the morning, stays in this run; the next one begins with nothing pending.
    const isOld = !holdsMessages(settings); // it began on a build that waited in another way
    if (isOld && workflowInfo().continueAsNewSuggested) {
      await condition(() => thread.isIdle || thread.isBroken);
      thread.throwIfBroken();
      return await continueAsNew(nextRun());
    }
    const mayContinueAsNew = () => workflowInfo().continueAsNewSuggested && thread.isIdle && events.isEmpty;
    if (mayContinueAsNew()) return await continueAsNew(nextRun());
    if (Date.now() >= idleAt && thread.isIdle) {
      await recordOutcome(context, 'done', reason);
      // Something may have been said in the very moment of closing: a text still crosses to Drift.
      do {
        for (const event of events.take()) handle(context, thread, event);
        await condition(() => thread.isIdle);
        thread.throwIfBroken();
      } while (!events.isEmpty);
      return;
    }
    const isNews = () => !events.isEmpty || thread.isBroken || mayContinueAsNew();
    if (!isOld && Date.now() >= idleAt) {
      await condition(() => isNews() || thread.isIdle); // something is still held: there is no use in looking every second
      continue;
    }
    const wait = Math.max(idleAt - Date.now(), 1_000);
    if (!keepsIdleTimer) {
      if (await condition(isNews, wait, { summary })) keepsIdleTimer = thread.isNew;
    } else {
      idleTimer ??= new IdleTimer(wait, summary);
      const { isOver } = idleTimer;
      await condition(() => isNews() || isOver());
      if (isOver()) idleTimer = null; // messages have put the end off: the next idleTimer is for that
    }
  }

  function nextRun(): ConversationInput {
    return { ...input, carried: { seen: events.seen(), waiting: events.take(), lastActivityAt, reason } };
  }
}

function handle(context: ConversationContext, thread: Thread, event: ConversationEvent): void {
  const note = (cause: string, words: Note) => thread.notes.add(() => postNote(context, cause, words));
  switch (event.kind) {
    case 'rep_spoke':
    case 'bot_spoke':
      thread.toPhone(event);
      break;
    case 'help_asked':
      thread.answerHelp(event);
      thread.toChat(event);
      break;
    case 'text_received':
      thread.toChat(event);
      break;
    case 'opted_out':
      if (isText(event)) thread.toChat(event);
      note(`opted_out:${event.key}`, { about: 'opted_out', how: event.how ?? 'keyword' });
      break;
    case 'opted_in':
      note(`opted_in:${event.key}`, { about: 'opted_in' });
      break;
    case 'text_failed':
      note(`failed:${event.key}`, { about: 'not_delivered', inboxId: event.inboxId });
      break;
    default: // what the chat shows anyway
  }
}
