import { WorkflowExecutionAlreadyStartedError, type WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import { readTrace, withTrace } from './trace-header.js';
import type { Tracing } from './tracing.js';
import type { TraceSinks } from './workflow/conversation-trace.js';

/** What Temporal's client and workers are given so that a trace goes on through them. */
export interface TemporalTracing {
  readonly client: WorkflowClientInterceptor[];
  readonly activity: ActivityInterceptorsFactory[];
  readonly sinks: InjectedSinks<TraceSinks>;
}

/**
 * With tracing off no interceptor is there, and the sink drops what it gets: a workflow that was started with tracing on still
 * has a trace in its history.
 */
export function temporalTracing(tracing: Tracing): TemporalTracing {
  const sinks = {
    trace: { moment: { fn: (_info, moment) => tracing.record(moment) } },
  } satisfies InjectedSinks<TraceSinks>;
  if (!tracing.isOn) return { client: [], activity: [], sinks };
  return { client: [clientInterceptor(tracing)], activity: [activityInterceptor(tracing)], sinks };
}

/** `signal-with-start`: the event on its way into Temporal, with the trace in its headers. */
function clientInterceptor(tracing: Tracing): WorkflowClientInterceptor {
  return {
    signalWithStart: (input, next) =>
      tracing.span(
        {
          name: `signal-with-start ${input.workflowType}`,
          kind: 'producer',
          attributes: { 'textback.workflow.id': input.options.workflowId },
          isExpected: (error) => error instanceof WorkflowExecutionAlreadyStartedError, // the conversation has ended
        },
        async ({ place, set }) => {
          const headers = place === null ? input.headers : withTrace(input.headers, place);
          const runId = await next({ ...input, headers });
          set({ 'textback.workflow.run_id': runId });
          return runId;
        },
      ),
  };
}

/** `activity <type>`: one attempt. */
function activityInterceptor(tracing: Tracing): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute: (input, next) =>
        tracing.span(
          {
            name: `activity ${info.activityType}`,
            kind: 'consumer',
            parent: readTrace(input.headers),
            attributes: {
              'textback.workflow.id': info.workflowExecution?.workflowId,
              'textback.workflow.run_id': info.workflowExecution?.runId,
              'textback.activity.id': info.activityId,
              'textback.activity.attempt': info.attempt,
              'textback.activity.queued_ms':
                info.currentAttemptScheduledTimestampMs === 0
                  ? null
                  : Math.max(Date.now() - info.currentAttemptScheduledTimestampMs, 0),
            },
          },
          () => next(input),
        ),
    },
  });
}
