import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { REDRIVE, REFRESH, type RedriveInput, type RefreshInput } from '../../contracts/messages.js';
import { searchAttributes } from '../../contracts/search-attributes.js';
import { inTime } from '../../platform/temporal/in-time.js';
import type { HandOver } from './start-conversation.js';

/** Starts the workflow that fetches a conversation's state anew. Asked for again, it is not started again. */
export async function startRefresh(
  context: HandOver,
  workflowId: string,
  input: RefreshInput,
): Promise<void> {
  await start(context, REFRESH, workflowId, input, `Refresh Drift conversation ${input.conversationId}`);
}

/** Starts the workflow that settles a send. Asked for again, it is not started again. */
export async function startRedrive(
  context: HandOver,
  workflowId: string,
  input: RedriveInput,
): Promise<void> {
  await start(
    context,
    REDRIVE,
    workflowId,
    input,
    `Settle a send of Drift conversation ${input.conversationId}`,
  );
}

async function start(
  { client, taskQueue }: HandOver,
  type: string,
  workflowId: string,
  input: RefreshInput | RedriveInput,
  staticSummary: string,
): Promise<void> {
  try {
    await inTime(client, () =>
      client.workflow.start(type, {
        workflowId,
        taskQueue,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        staticSummary,
        typedSearchAttributes: new TypedSearchAttributes([
          { key: searchAttributes.org, value: String(input.orgId) },
          { key: searchAttributes.conversation, value: String(input.conversationId) },
        ]),
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
