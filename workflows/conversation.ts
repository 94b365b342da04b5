import { setHandler, workflowInfo } from '@temporalio/workflow';
import { bridge } from './bridge.js';
import { createCalls } from './calls.js';
import { EventQueue } from './event-queue.js';
import { statusQuery, type ConversationInput } from './messages.js';
import type { Reason } from './reasons.js';
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
  const { orgId, conversationId, carried } = input;
  const showing = new Showing();
  setHandler(statusQuery, () => showing.status);
  const events = new EventQueue(carried);
  const context = { input, events, showing, calls: createCalls(workflowInfo().taskQueue) };

  if (carried === undefined) {
    const reason = await waitAndText(context);
    if (reason !== null) {
      await context.calls.record.recordOutcome({ orgId, conversationId, state: 'done', reason });
      showing.done(reason);
      return { texted: false, reason };
    }
  }
  await bridge(context);
  showing.done(null);
  return { texted: true, reason: null };
}
