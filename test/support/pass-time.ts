import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TEST_NAMESPACE } from './temporal.js';

const { google } = proto as unknown as {
  google: { protobuf: { FieldMask: { create(mask: { paths: string[] }): object } } };
};

/**
 * Moves one running workflow's clock ahead and leaves it running in real time from there: five minutes pass at once, and
 * nothing else on the server notices. Experimental in Temporal server 1.32 (`frontend.WorkflowTimeSkippingEnabled`).
 */
export async function passTime(client: Client, workflowId: string, ms: number): Promise<void> {
  const service = client.connection.workflowService as unknown as {
    updateWorkflowExecutionOptions(request: object): Promise<unknown>;
  };
  await service.updateWorkflowExecutionOptions({
    namespace: TEST_NAMESPACE,
    workflowExecution: { workflowId },
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        fastForwardConfig: {
          id: randomUUID(),
          duration: { seconds: Math.floor(ms / 1000), nanos: Math.round((ms % 1000) * 1e6) },
        },
      },
    },
    updateMask: google.protobuf.FieldMask.create({ paths: ['time_skipping_config'] }),
  });
}
