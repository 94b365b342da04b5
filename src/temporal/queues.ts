/** One queue per vendor, so that calls which wait for one vendor's rate limit hold up nothing else. */
export function queuesOf(taskQueue: string) {
  return { workflows: taskQueue, drift: `${taskQueue}-drift`, twilio: `${taskQueue}-twilio` } as const;
}
