import { workflowInfo } from '@temporalio/workflow';
import type { ConversationContext } from './context.js';
import type { Reason } from '../../src/contracts/reasons.js';

/** Records the conversation's state on behalf of this workflow. `reason`: why no text was sent, or none so far. */
export async function recordOutcome(
  { conversation, calls }: ConversationContext,
  state: 'waiting' | 'bridging' | 'done',
  reason: Reason | null,
): Promise<void> {
  const { workflowId } = workflowInfo();
  await calls.record.recordOutcome({ ...conversation, workflowId, state, reason });
}
