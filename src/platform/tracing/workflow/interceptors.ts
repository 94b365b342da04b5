import type { WorkflowInterceptors } from '@temporalio/workflow';
import { readTrace, withTrace } from '../trace-header.js';
import { ConversationTrace } from './conversation-trace.js';

/**
 * In every workflow bundle, since one is built before it is known whether tracing is on; without a trace in the headers they
 * do nothing. They never wait: each passes on the very promise that it gets. So a workflow decides in the same order with
 * them and without, and any recorded history replays either way.
 */
export function interceptors(): WorkflowInterceptors {
  const traces = new ConversationTrace();
  return {
    inbound: [
      {
        execute: (input, next) => {
          traces.started(readTrace(input.headers));
          return next(input);
        },
        handleSignal: (input, next) => {
          traces.signalled(readTrace(input.headers), input.args[0]);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => {
          const place = traces.ofActivity(input.args);
          return next(place === null ? input : { ...input, headers: withTrace(input.headers, place) });
        },
        continueAsNew: (input, next) =>
          next(traces.run === null ? input : { ...input, headers: withTrace(input.headers, traces.run) }),
      },
    ],
  };
}
