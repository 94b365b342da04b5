import { workflowInfo } from '@temporalio/workflow';
import type { TalkSeen } from '../../src/contracts/activity-results.js';
import type { ConversationContext } from './context.js';
import type { Reason } from '../../src/contracts/reasons.js';
import type { Settled } from '../../src/contracts/talk.js';
import type { WaitingState } from './state.js';

/** Records the conversation's state on behalf of this workflow. `reason`: why no text was sent, or none so far. */
export async function recordOutcome(
  { conversation, calls }: ConversationContext,
  state: 'waiting' | 'bridging' | 'done',
  reason: Reason | null,
): Promise<void> {
  const { workflowId } = workflowInfo();
  await calls.record.recordOutcome({ ...conversation, workflowId, state, reason });
}

/**
 * Records that the wait has ended without a text. If the visitor has written again since the answer or close that ends it, nothing is
 * recorded, and the wait goes on as returned: the records decide, since they hold words of which the workflow has not heard.
 */
export async function recordEnd(
  { conversation, calls, input: { settings } }: ConversationContext,
  { talk }: WaitingState,
  reason: Reason,
  settled: Settled | null = talk?.settled ?? null,
): Promise<TalkSeen | null> {
  const { workflowId } = workflowInfo();
  const record = { ...conversation, workflowId, state: 'done', reason } as const;
  if (talk === undefined || (reason !== 'answered' && reason !== 'closed')) {
    await calls.record.recordOutcome(record);
    return null;
  }
  const { followUpDelayMs } = settings;
  return calls.record.recordOutcome({ ...record, ending: { settled, followUpDelayMs } });
}
