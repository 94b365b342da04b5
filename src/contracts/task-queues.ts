/**
 * One queue per vendor, so that calls which wait for one vendor's rate limit hold up nothing else; and one for the calls to Drift
 * that people wait for, so that these never wait for a hand that holds a marker.
 */
export function queuesOf(taskQueue: string) {
  return {
    workflows: taskQueue,
    urgent: `${taskQueue}-drift-urgent`,
    drift: `${taskQueue}-drift`,
    twilio: `${taskQueue}-twilio`,
  } as const;
}
