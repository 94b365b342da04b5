import { CancellationScope, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import { bridge } from './bridge.js';
import { createCalls } from './calls.js';
import type { ConversationContext } from './context.js';
import { EventQueue } from './event-queue.js';
import { postNote } from './markers.js';
import { statusQuery, type ConversationInput } from './messages.js';
import type { Reason } from './reasons.js';
import { relayToDrift } from './relay.js';
import { Showing } from './showing.js';
import { waitAndText } from './wait-and-text.js';

export interface ConversationOutcome {
  readonly texted: boolean;
  readonly reason: Reason | null;
}

/**
 * One Drift conversation, from its first event to its end: waits for a person to answer, texts the visitor if nobody
 * does, then bridges chat and phone until the thread has been idle for long. Its ID is the ID of the event that opened it.
 */
export async function conversation(input: ConversationInput): Promise<ConversationOutcome> {
  const showing = new Showing();
  setHandler(statusQuery, () => showing.status);
  const events = new EventQueue(input.carried);
  const context = { input, events, showing, calls: createCalls(workflowInfo().taskQueue) };
  try {
    return await run(context);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // An operator has cancelled it in the Web UI: our records must not show it as going on.
    const reason = showing.status.state === 'waiting' ? 'stopped' : showing.status.reason;
    await CancellationScope.nonCancellable(() => finish(context, reason));
    throw error;
  }
}

async function run(context: ConversationContext): Promise<ConversationOutcome> {
  const { input, showing, calls } = context;
  let reason = input.carried?.reason ?? null;
  if (input.carried === undefined) {
    const outcome = await waitAndText(context);
    if (!outcome.bridge) {
      await finish(context, outcome.reason);
      if (outcome.code !== null) await postNote(context, 'not_texted', { about: 'not_texted', ...outcome });
      await relayWhatCame(context);
      return { texted: false, reason: outcome.reason };
    }
    reason = outcome.reason;
    const { orgId, conversationId } = input;
    if (reason !== null)
      await calls.record.recordOutcome({ orgId, conversationId, state: 'bridging', reason });
  }
  context.events.release();
  await bridge(context, reason);
  showing.done(reason);
  return { texted: true, reason };
}

async function finish({ input, calls, showing }: ConversationContext, reason: Reason | null): Promise<void> {
  const { orgId, conversationId } = input;
  await calls.record.recordOutcome({ orgId, conversationId, state: 'done', reason });
  showing.done(reason);
}

/** The thread was open for a moment, and the visitor has used it: that reaches the rep, though no text of ours went out. */
async function relayWhatCame(context: ConversationContext): Promise<void> {
  context.events.release();
  for (const event of context.events.take()) {
    if (event.kind === 'text_received') await relayToDrift(context, event);
  }
}
