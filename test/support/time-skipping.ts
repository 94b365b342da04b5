import { InterceptingCall, type Interceptor } from '@grpc/grpc-js';
import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { connectTemporal } from './temporal.js';

const { workflowservice } = proto.temporal.api;
const SERVICE = '/temporal.api.workflowservice.v1.WorkflowService';

/** A request type of Temporal's API, as far as marking it needs. */
interface StartRequest {
  decode(bytes: Uint8Array): { timeSkippingConfig?: object | null };
  encode(request: object): { finish(): Uint8Array };
}

const STARTING_CALLS = new Map<string, StartRequest>([
  [`${SERVICE}/StartWorkflowExecution`, workflowservice.v1.StartWorkflowExecutionRequest],
  [`${SERVICE}/SignalWithStartWorkflowExecution`, workflowservice.v1.SignalWithStartWorkflowExecutionRequest],
]);

/** The SDK hands requests to interceptors already serialised: one is read, marked and written again. */
const markStarts: Interceptor = (options, next) =>
  new InterceptingCall(next(options), {
    sendMessage(message: Uint8Array, send) {
      const type = STARTING_CALLS.get(options.method_definition.path);
      if (type === undefined) {
        send(message);
        return;
      }
      const request = type.decode(message);
      request.timeSkippingConfig = { enabled: true };
      send(Buffer.from(type.encode(request).finish()));
    },
  });

/**
 * A connection whose workflows do not wait out their timers: whenever nothing is running, the server moves their clock
 * to the next one. Other workflows on the same server keep real time. At most 200 skips in one workflow.
 *
 * Experimental in Temporal server 1.32 (`frontend.WorkflowTimeSkippingEnabled`); the TypeScript client has no option
 * for it yet.
 */
export function connectSkippingTimers(): Promise<Connection> {
  return connectTemporal({ interceptors: [markStarts] });
}
