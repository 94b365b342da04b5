import type { temporal } from '@temporalio/proto';

/**
 * The run before this one, by reset or continue-as-new; null for the first run. Read from the run's own events, because
 * Temporal's list of workflows may lag behind.
 */
export function runBefore({ events }: temporal.api.history.v1.IHistory): string | null {
  for (const { workflowTaskFailedEventAttributes: failed } of [...(events ?? [])].reverse()) {
    // A reset records this failure in the last workflow task that it keeps.
    if (failed?.newRunId && failed.baseRunId) return failed.baseRunId;
  }
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  return started?.continuedExecutionRunId ? started.continuedExecutionRunId : null;
}
