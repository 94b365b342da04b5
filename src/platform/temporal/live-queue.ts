import { status } from '@grpc/grpc-js';
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import type { Logger } from '../logging/logger.js';
import type { Mode } from '../config/purpose.js';

/** The task queues of this namespace have been polled by a live worker. */
export class LiveQueue extends Error {
  override readonly name = 'LiveQueue';
  readonly code = 'wrong_mode';
  constructor(namespace: string, taskQueue: string) {
    super(
      `Temporal's namespace ${namespace} has conversations of a live installation in the task queues ${taskQueue}, and this process ` +
        'would work on them as a sandbox. Set TEMPORAL_NAMESPACE or TEMPORAL_TASK_QUEUE to others for the sandbox.',
    );
  }
}

/**
 * A live worker leaves its mark in the namespace's data, and a sandbox's worker stays away from queues that have one. Not promised
 * where the server lets applications change no namespace, as Temporal Cloud does: there only the database tells the modes apart.
 * @throws LiveQueue
 */
export async function claimQueue(
  { workflowService }: Pick<Connection, 'workflowService'>,
  {
    namespace,
    taskQueue,
    mode,
  }: { readonly namespace: string; readonly taskQueue: string; readonly mode: Mode },
  log: Logger,
): Promise<void> {
  const key = `textback.live.${taskQueue}`;
  const { namespaceInfo } = await workflowService.describeNamespace({ namespace });
  const isLive = namespaceInfo?.data?.[key] !== undefined;
  if (mode === 'sandbox') {
    if (isLive) throw new LiveQueue(namespace, taskQueue);
    return;
  }
  if (isLive) return;
  try {
    await workflowService.updateNamespace({ namespace, updateInfo: { data: { [key]: 'yes' } } });
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    log.info({ namespace }, 'Temporal lets us not mark this namespace as live; the database is marked');
  }
}

const isNotAllowed = (error: unknown): boolean =>
  isGrpcServiceError(error) && [status.PERMISSION_DENIED, status.UNIMPLEMENTED].includes(error.code);
