import {
  CancellationScope,
  condition,
  isCancellation,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { bridge } from './bridge.js';
import { createCalls } from '../shared/calls.js';
import type { Bridged } from './check-and-text.js';
import { ChatPresence } from './chat-presence.js';
import type { ConversationContext } from './context.js';
import { EventQueue } from './event-queue.js';
import { markAsTexted, postNote, setMarks } from './markers.js';
import { isText, type ConversationEvent, type ConversationInput } from '../../src/contracts/messages.js';
import { statusQuery } from '../shared/signals.js';
import { recordOutcome } from './outcome.js';
import type { Reason } from '../../src/contracts/reasons.js';
import { relayToChat, type Following } from './relay.js';
import { fromText, Pictures } from './pictures.js';
import { SideWork } from './side-work.js';
import { Showing } from './status-display.js';
import type { Thread } from './thread.js';
import { causeOfNote } from './lose-number.js';
import { waitAndText } from './wait-and-text.js';

export interface ConversationOutcome {
  readonly texted: boolean;
  readonly reason: Reason | null;
}

/**
 * One Drift conversation from its first event to its end: waits for a person to answer, texts the visitor if nobody does, then bridges
 * chat and phone until the thread's idle time is over. The workflow ID is the ID of the event that opened the conversation.
 */
export async function conversation(input: ConversationInput): Promise<ConversationOutcome> {
  const showing = new Showing();
  setHandler(statusQuery, () => showing.status);
  const events = new EventQueue(input.carried);
  const { orgId, conversationId } = input;
  const calls = createCalls(workflowInfo().taskQueue);
  const context = {
    input,
    conversation: { orgId, conversationId },
    events,
    showing,
    calls,
    chat: new ChatPresence(),
  };
  try {
    return await run(context);
  } catch (error) {
    if (!isCancellation(error) || input.isLateText) throw error; // a late text's workflow has no say in the conversation's state
    // An operator has cancelled the workflow in the Web UI: our records must not show it as open.
    const reason = showing.status.state === 'waiting' ? 'stopped' : showing.status.reason;
    await CancellationScope.nonCancellable(() => finish(context, reason));
    throw error;
  }
}

async function run(context: ConversationContext): Promise<ConversationOutcome> {
  const { input, conversation, calls, showing } = context;
  const { carried, reopened, isLateText } = input;
  if (isLateText) {
    await putLateText(context);
    return { texted: false, reason: null };
  }
  if (carried !== undefined) return goOn(context, carried.reason);
  if (reopened !== undefined) {
    if (reopened.isResumed) {
      await calls.record.resumeThread({ ...conversation, runId: workflowInfo().runId });
      return goOn(context, reopened.reason);
    }
    return goOn(context, reopened.reason, ({ notes }) =>
      notes.add(() => postNote(context, `reopened:${workflowInfo().workflowId}`, { about: 'reopened' })),
    );
  }
  const outcome = await waitAndText(context);
  if (!outcome.bridge) {
    const { reason, code, refusals } = outcome;
    showing.done(reason);
    // Earlier builds posted no note about an opt-out. No golden history needs that branch, but `opted-out-before` holds the marker: when
    // no open conversation is older than the patch, `deprecatePatch` takes its place.
    // Builds that knew no `already_texted` told nobody of it, so that no history holds another branch.
    const isTold = code !== null || reason === 'already_texted';
    // Nor of the last of several numbers that we refuse ourselves.
    const isLastRefusal = !isTold && refusals !== undefined && patched('tells-of-the-last-refusal');
    if (isTold || isLastRefusal || (reason === 'opted_out' && patched('tell-of-an-opt-out')))
      await postNote(context, causeOfNote(refusals), { about: 'not_texted', reason, code });
    await relayWhatCame(context);
    return { texted: false, reason };
  }
  const { reason } = outcome;
  if (reason !== null) await recordOutcome(context, 'bridging', reason);
  return goOn(context, reason, ({ notes, marks }) => {
    notes.add(() => tellInChat(context, outcome));
    if (reason === null && areMarksBeside(context)) marks.add(() => setMarks(context));
  });
}

/** Bridges until the thread's idle time is over. */
async function goOn(
  context: ConversationContext,
  reason: Reason | null,
  opening?: (thread: Thread) => void,
): Promise<ConversationOutcome> {
  context.events.release();
  await bridge(context, reason, opening);
  if (context.chat.isGone) context.showing.done(reason, 'The conversation was deleted in Drift.');
  else context.showing.done(reason);
  return { texted: reason === null || reason === 'send_ambiguous', reason };
}

/** Shows the follow-up's result in Drift. If it took over another conversation's number, both conversations get a note. */
async function tellInChat(context: ConversationContext, { reason, tookOver }: Bridged): Promise<void> {
  const { conversationId } = context.conversation;
  if (reason === null && areMarksBeside(context)) await postNote(context, 'texted', { about: 'texted' });
  else if (reason === null) await markAsTexted(context);
  else await postNote(context, 'texted', { about: 'not_texted', reason, code: null });
  if (tookOver === undefined) return;
  await postNote(context, `took_over:${tookOver}`, { about: 'took_over', from: tookOver });
  const conversation = { ...context.conversation, conversationId: tookOver };
  const old = { ...context, conversation, chat: new ChatPresence() };
  await postNote(old, `taken_over:${conversationId}`, { about: 'taken_over', by: conversationId });
}

/** Null in conversations that began when words waited for their pictures. */
const followingOf = (
  context: ConversationContext,
  event: ConversationEvent,
  later: SideWork,
): Following | null =>
  context.input.settings.picturesFollow === true
    ? { pictures: new Pictures(context, event, fromText), later }
    : null;

/** Conversations go on as they began: before, the notes waited for the marks. */
const areMarksBeside = ({ input }: ConversationContext): boolean => input.settings.marksBeside === true;

async function finish(context: ConversationContext, reason: Reason | null): Promise<void> {
  await recordOutcome(context, 'done', reason);
  context.showing.done(reason);
}

/** Relays texts that the visitor sent while the thread was briefly open: they reach the rep although we sent no text. */
async function relayWhatCame(context: ConversationContext): Promise<void> {
  context.events.release();
  const later = new SideWork();
  do {
    for (const event of context.events.take()) {
      if (isText(event)) await relayToChat(context, event, {}, followingOf(context, event, later));
    }
  } while (!context.events.isEmpty); // for a text that arrived during the relay
  await later.end();
}

/**
 * Posts a text that belongs to no open thread into the visitor's last conversation, with a note that says so. It opens no thread: the
 * rep's answer does not reach the phone.
 */
async function putLateText(context: ConversationContext): Promise<void> {
  const { events, showing, input } = context;
  const { lateTextFrom: from } = input;
  await condition(() => !events.isEmpty);
  const later = new SideWork();
  for (const event of events.take()) {
    await relayToChat(context, event, from === undefined ? {} : { from }, followingOf(context, event, later));
    if (event.deletedChat !== undefined)
      await postNote(context, `moved:${event.deletedChat}`, { about: 'moved', from: event.deletedChat });
    else if (from === undefined) await postNote(context, `late_text:${event.key}`, { about: 'late_text' });
  }
  await later.end();
  showing.done(null, 'A text that belongs to no open thread was put into the conversation.');
}
