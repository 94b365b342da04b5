import { condition, continueAsNew, patched, workflowInfo } from '@temporalio/workflow';
import type { Note } from '../../src/contracts/activity-results.js';
import { IdleTimer } from './idle-timer.js';
import { nextBridgeState } from './bridge-state.js';
import type { ConversationContext } from './context.js';
import { postNote } from './markers.js';
import {
  isAboutHolder,
  isText,
  type ConversationEvent,
  type ConversationInput,
  type OptInMeans,
} from '../../src/contracts/messages.js';
import { recordOutcome } from './outcome.js';
import type { Reason } from '../../src/contracts/reasons.js';
import { Thread } from './thread.js';

/**
 * Relays messages both ways until nobody has spoken for the session's idle time.
 *
 * @param reason why the conversation counts as not texted; null if it counts as texted.
 * @param opening posts the first notes; not called in a run that continues an earlier one.
 */
export async function bridge(
  context: ConversationContext,
  reason: Reason | null,
  opening: (thread: Thread) => void = () => undefined,
): Promise<void> {
  const { input, events, showing, chat } = context;
  const { settings, carried } = input;
  const thread = new Thread(context);
  const idleTimer = new IdleTimer();
  const summary = 'wait for a message from either side';
  let lastActivityAt = carried?.lastActivityAt ?? Date.now();
  let optedOutSince = carried?.optedOutSince ?? null;
  let takenOver = carried?.takenOver ?? null;
  if (carried === undefined) opening(thread);

  for (;;) {
    for (const event of events.take()) {
      if (!isAboutHolder(event)) lastActivityAt = Math.max(lastActivityAt, event.at);
      if (event.kind === 'opted_out') optedOutSince ??= event.at;
      if (event.kind === 'opted_in') optedOutSince = null;
      if (isAboutHolder(event)) takenOver = event.by === undefined ? null : { by: event.by, since: event.at };
      handle(context, thread, event);
    }
    thread.throwIfBroken();
    const idleAt = lastActivityAt + settings.sessionIdleMs;
    showing.bridging(idleAt, reason, { optedOutSince, takenOver });
    const isNews = () => !events.isEmpty || thread.state === 'broken' || chat.isGone || mayCarryOver();
    const state = nextBridgeState({
      ordering: thread.ordering,
      isChatGone: chat.isGone,
      isThreadIdle: thread.state === 'idle',
      hasEvents: !events.isEmpty,
      continueAsNewSuggested: workflowInfo().continueAsNewSuggested,
      now: Date.now(),
      idleAt,
    });
    switch (state) {
      case 'draining':
        await condition(() => thread.state !== 'relaying');
        thread.throwIfBroken();
        return await continueAsNew(nextRun());
      case 'carried_over':
        return await continueAsNew(nextRun());
      case 'closing':
        await recordOutcome(context, 'done', reason);
        do {
          for (const event of events.take()) handle(context, thread, event);
          await condition(() => thread.state !== 'relaying');
          thread.throwIfBroken();
        } while (!events.isEmpty);
        return;
      case 'overdue':
        await condition(() => isNews() || thread.state === 'idle');
        break;
      case 'open': {
        const waitMs = Math.max(idleAt - Date.now(), 1_000);
        if (idleTimer.state === 'per_wait') {
          const isNewsHere = await condition(isNews, waitMs, { summary });
          if (isNewsHere && thread.decideOrdering() === 'ask_first') idleTimer.keep();
        } else {
          idleTimer.start(waitMs, summary);
          await condition(() => isNews() || idleTimer.state === 'over');
          idleTimer.acknowledge();
        }
      }
    }
  }

  function mayCarryOver(): boolean {
    return workflowInfo().continueAsNewSuggested && thread.state === 'idle' && events.isEmpty;
  }

  function nextRun(): ConversationInput {
    const carriedOn = { seen: events.seen(), waiting: events.take(), lastActivityAt, reason };
    const optedOut = optedOutSince === null ? {} : { optedOutSince };
    const taken = takenOver === null ? {} : { takenOver };
    return { ...input, carried: { ...carriedOn, ...optedOut, ...taken } };
  }
}

function handle(context: ConversationContext, thread: Thread, event: ConversationEvent): void {
  const note = (cause: string, words: Note) => thread.notes.add(() => postNote(context, cause, words));
  if (event.deletedChat !== undefined)
    note(`moved:${event.deletedChat}`, { about: 'moved', from: event.deletedChat });
  // Once for each time that the chat was closed, however many texts follow.
  if (event.chatClosedAt !== undefined) note(`after_close:${event.chatClosedAt}`, { about: 'after_close' });
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
      note(`opted_out:${event.key}`, {
        about: 'opted_out',
        how: event.how === undefined || isOptIn(event.how) ? 'keyword' : event.how,
      });
      break;
    case 'opted_in':
      if (isText(event)) thread.toChat(event);
      note(`opted_in:${event.key}`, {
        about: 'opted_in',
        ...(event.how !== undefined && isOptIn(event.how) ? { how: event.how } : {}),
      });
      break;
    case 'phone_given':
    case 'look_again':
      // Conversations that were bridged on an earlier build ignored these, as their histories say.
      if (patched('follows-the-number')) thread.changeNumber(event);
      break;
    case 'number_kept': // nobody else has its number of ours: the event only wakes what waits
      thread.wakeNumber();
      break;
    case 'number_named':
      note(`number_named:${event.key}`, { about: 'number_named' });
      break;
    case 'text_failed':
      note(`failed:${event.key}`, { about: 'not_delivered', inboxId: event.inboxId });
      break;
    default: // the chat shows it anyway
  }
}

const isOptIn = (how: NonNullable<ConversationEvent['how']>): how is OptInMeans =>
  how === 'yes' || how === 'operator';
