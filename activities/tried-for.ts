import { activityInfo } from '@temporalio/activity';

/** How long ago this activity was tried for the first time: the difference of two times of Temporal's. Milliseconds; 0 at its first try. */
export function triedForMs(): number {
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  return currentAttemptScheduledTimestampMs - scheduledTimestampMs;
}
