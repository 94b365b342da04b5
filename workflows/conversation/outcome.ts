import { workflowInfo } from '@temporalio/workflow';
import type { ConversationContext } from './context.js';
import type { Reason } from '../../src/contracts/reasons.js';

/** Writes down where the conversation stands, in the name of this workflow. `reason`: why there is no text (yet). */
export async function recordOutcome(
  { conversation, calls }: ConversationContext,
  state: 'waiting' | 'bridging' | 'done',
  reason: Reason | null,
): Promise<void> {
  const { workflowId } = workflowInfo();
  await calls.record.recordOutcome({ ...conversation, workflowId, state, reason });
}
