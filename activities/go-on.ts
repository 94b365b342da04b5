import { cancellationSignal, heartbeat } from '@temporalio/activity';

/**
 * For activities that make many calls: before each, tells Temporal that the work goes on, and ends it where the workflow no longer wants
 * it or Temporal has given this attempt up. An attempt that Temporal has given up would otherwise go on beside the next one.
 */
export function goOn(): void {
  heartbeat();
  cancellationSignal().throwIfAborted();
}
