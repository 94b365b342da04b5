import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import {
  createChatActivities,
  createRecordActivities,
  createSmsActivities,
  type ActivityDeps,
} from '../../activities/index.js';
import { queuesOf } from '../contracts/task-queues.js';
import type { Config } from '../platform/config/config.js';
import type { TemporalServer } from '../platform/temporal/connection.js';
import type { TemporalTracing } from '../platform/tracing/temporal-tracing.js';
import { chatConcurrency } from './chat-concurrency.js';
import { vendorFailures } from './vendor-failures.js';
import { workerVersion } from './worker-version.js';
import { loadWorkflowBundle } from './workflow-bundle.js';

/** Work at hand gets this long to finish when the process is told to stop; a vendor's call takes 10 s at the most. */
const GRACE = '15s';
/** Temporal keeps about 600 workflows in a GB; more are replayed when they wake. */
export const MAX_CACHED_WORKFLOWS = 1_000;

/** The pollers of one process: workflows and records, Drift calls, urgent ones, Twilio calls, each on a queue of its own. */
export async function createTemporalWorkers(
  config: Config,
  connection: NativeConnection,
  server: TemporalServer,
  identity: string,
  deps: ActivityDeps,
  traced: TemporalTracing,
): Promise<Worker[]> {
  const queues = queuesOf(config.temporal.taskQueue);
  const workflowBundle = await loadWorkflowBundle(config.worker.workflowBundle);
  const common = {
    connection,
    namespace: server.namespace,
    identity,
    shutdownGraceTime: GRACE,
    shutdownForceTime: '25s',
    ...(await workerVersion(config.worker, workflowBundle)),
    interceptors: { activity: [...traced.activity, () => ({ inbound: vendorFailures })] },
  } satisfies Partial<WorkerOptions>;
  const chatActivities = createChatActivities(deps);
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: queues.workflows,
      workflowBundle,
      activities: createRecordActivities(deps),
      sinks: traced.sinks,
      maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
      maxConcurrentWorkflowTaskExecutions: 40,
      maxConcurrentActivityTaskExecutions: 20,
    }),
    ...[queues.urgent, queues.chat].map((taskQueue) =>
      Worker.create({
        ...common,
        taskQueue,
        activities: chatActivities,
        maxConcurrentActivityTaskExecutions: chatConcurrency(config.chat.rateLimit.perSecond),
      }),
    ),
    Worker.create({
      ...common,
      taskQueue: queues.sms,
      activities: createSmsActivities(deps),
      maxConcurrentActivityTaskExecutions: 20,
    }),
  ]);
}
