import { queueSuffixes } from './stored-names.js';

/**
 * One queue per vendor, so that calls which wait for one vendor's rate limit hold up nothing else; and one for the calls to the
 * chat vendor that people wait for, so that these never wait behind a marker.
 */
export function queuesOf(taskQueue: string) {
  return {
    workflows: taskQueue,
    urgent: `${taskQueue}${queueSuffixes.urgentChat}`,
    chat: `${taskQueue}${queueSuffixes.chat}`,
    sms: `${taskQueue}${queueSuffixes.sms}`,
  } as const;
}
