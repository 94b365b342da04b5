import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { ChatActivities, RecordActivities, SmsActivities } from '../../activities/index.js';
import { queuesOf } from '../../src/contracts/task-queues.js';

// A worker that dies in a call is noticed after this long: the longest wait for the rate limit (12 s) and a vendor's own
// time-out (10 s) fit in it.
const vendorCall: ActivityOptions = {
  startToCloseTimeout: '25s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
};
// People wait for a relayed message; a marker can wait. Lower is sooner.
const relay = { priorityKey: 1 };
const followUp = { priorityKey: 2 };
const marker = { priorityKey: 4 };
/** What is begun goes first: of many follow-ups that are due together one after another goes out, not all at the end. */
export const begun = { priorityKey: 1 };

const once: ActivityOptions = { startToCloseTimeout: '5s', retry: { maximumAttempts: 1 }, priority: relay };

/**
 * The activities, each with the retries and time-outs that suit it. Permanent errors are not retried: the activity says so.
 * Queues are named after the workflow's own, so that several installations can share a Temporal namespace.
 */
export function createCalls(taskQueue: string) {
  const { urgent, chat, sms } = queuesOf(taskQueue);
  return {
    /** One short transaction. Without PostgreSQL nothing can go on, so it is tried until it is back. */
    record: proxyActivities<RecordActivities>({
      startToCloseTimeout: '10s',
      retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
    }),
    /** Asking Drift before a text. The caller bounds the whole, since a text that is too late is dropped. */
    ask: proxyActivities<ChatActivities>({ ...vendorCall, taskQueue: chat, priority: followUp }),
    /** Asking a vendor whether an earlier message is missing. Once: the caller bounds it by the wait that it may save. */
    askChatOnce: proxyActivities<ChatActivities>({ ...once, taskQueue: urgent }),
    askSmsOnce: proxyActivities<SmsActivities>({ ...once, taskQueue: sms }),
    /** Posting to Drift for people who wait. A week of Drift being away loses nothing; after that an operator has to look. */
    post: proxyActivities<ChatActivities>({
      ...vendorCall,
      taskQueue: urgent,
      priority: relay,
      scheduleToCloseTimeout: '7d',
    }),
    /** Markers and notes are for the rep's comfort: given up after a day. */
    mark: proxyActivities<ChatActivities>({
      ...vendorCall,
      taskQueue: chat,
      priority: marker,
      scheduleToCloseTimeout: '24h',
    }),
    /** The follow-up: what became of it must be known, so only its own answers end it. */
    followUp: proxyActivities<SmsActivities>({ ...vendorCall, taskQueue: sms, priority: followUp }),
    /** Texting. The activity never repeats an ambiguous send, so its retries are safe. */
    text: proxyActivities<SmsActivities>({
      ...vendorCall,
      taskQueue: sms,
      priority: relay,
      scheduleToCloseTimeout: '24h',
    }),
  };
}

export type Calls = ReturnType<typeof createCalls>;
