import type { temporal } from '@temporalio/proto';

/**
 * The run that a run goes on from, null where it is the first: the one that was reset to make it, or the one that
 * continued as new. Its own events tell, so that nothing is missing while Temporal's list of workflows lags behind.
 */
export function runBefore({ events }: temporal.api.history.v1.IHistory): string | null {
  for (const { workflowTaskFailedEventAttributes: failed } of [...(events ?? [])].reverse()) {
    // A reset ends the last workflow task that it keeps in this way.
    if (failed?.newRunId && failed.baseRunId) return failed.baseRunId;
  }
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  return started?.continuedExecutionRunId ? started.continuedExecutionRunId : null;
}
