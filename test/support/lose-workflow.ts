import { WorkflowNotFoundError } from '@temporalio/client';
import { eventually } from './eventually.js';
import { TEST_NAMESPACE } from './temporal.js';
import type { Textback } from './textback.js';

/** As if Temporal had lost a conversation's data, or were another one. */
export async function loseWorkflow(
  { client, conversation }: Pick<Textback, 'client' | 'conversation'>,
  conversationId: number,
): Promise<void> {
  const workflowId = (await conversation(conversationId))?.workflow_id ?? '';
  await client.workflowService.deleteWorkflowExecution({
    namespace: TEST_NAMESPACE,
    workflowExecution: { workflowId },
  });
  await eventually('Temporal no longer knows it', () =>
    client.workflow
      .getHandle(workflowId)
      .describe()
      .then(
        () => false,
        (error: unknown) => error instanceof WorkflowNotFoundError,
      ),
  );
}
