import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { ChatActivities, RecordActivities, SmsActivities } from '../../activities/index.js';
import { queuesOf } from '../../src/contracts/task-queues.js';

// Temporal notices a worker that died during a call after the heartbeat's time-out. It leaves room for the longest wait for the rate limit
// (12 s) and our time-out for the vendor (10 s). A call without heartbeats has only that time; those that go through the pages of a long
// conversation send a heartbeat before each page (activities/go-on.ts) and may take longer.
const vendorCall: ActivityOptions = {
  startToCloseTimeout: '30m',
  heartbeatTimeout: '25s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
};
// People wait for a relayed message; a marker can wait. Lower numbers go first.
const relay = { priorityKey: 1 };
const followUp = { priorityKey: 2 };
const marker = { priorityKey: 4 };
/** Finish follow-ups already begun: if many are due together, they go out one after another instead of all at the end. */
export const begun = { priorityKey: 1 };

/** A picture or file that its words do not wait for. */
const file: ActivityOptions = {
  scheduleToCloseTimeout: '2h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
};

const once: ActivityOptions = { startToCloseTimeout: '5s', retry: { maximumAttempts: 1 }, priority: relay };

/**
 * The activities, each with its retries and time-outs. Activities mark permanent errors as non-retryable.
 * Queues are named after the workflow's own, so that several installations can share a Temporal namespace.
 */
export function createCalls(taskQueue: string) {
  const { urgent, chat, sms } = queuesOf(taskQueue);
  return {
    /** One short transaction. Nothing works without PostgreSQL, so retry until it is back. */
    record: proxyActivities<RecordActivities>({
      startToCloseTimeout: '10s',
      retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
    }),
    /** Checks before a text. The caller sets the overall time-out, since a late text is dropped. */
    ask: proxyActivities<ChatActivities>({ ...vendorCall, taskQueue: chat, priority: followUp }),
    /** Asks a vendor whether an earlier message is missing, without retries; the caller limits it to the wait that it may save. */
    askChatOnce: proxyActivities<ChatActivities>({ ...once, taskQueue: urgent }),
    askSmsOnce: proxyActivities<SmsActivities>({ ...once, taskQueue: sms }),
    /** Posts that people wait for. An outage of up to a week loses nothing; after that, an operator has to act. */
    post: proxyActivities<ChatActivities>({
      ...vendorCall,
      taskQueue: urgent,
      priority: relay,
      scheduleToCloseTimeout: '7d',
    }),
    /** Markers and notes are a convenience for the rep: give up after a day. */
    mark: proxyActivities<ChatActivities>({
      ...vendorCall,
      taskQueue: chat,
      priority: marker,
      scheduleToCloseTimeout: '24h',
    }),
    /** Marks beside a note that tells the rep the same: nobody misses them for long, so give up after an hour at the latest. */
    beside: proxyActivities<ChatActivities>({
      ...vendorCall,
      taskQueue: chat,
      priority: marker,
      scheduleToCloseTimeout: '1h',
    }),
    /** Pictures and files of a text whose words have gone ahead. A vendor that is away for two hours is waited for. */
    picture: proxyActivities<SmsActivities>({
      ...vendorCall,
      taskQueue: sms,
      priority: relay,
      ...file,
    }),
    /** The same for a rep's files: Drift. */
    attachment: proxyActivities<ChatActivities>({
      ...vendorCall,
      taskQueue: urgent,
      priority: relay,
      ...file,
    }),
    /** The follow-up. Its result must be known, so there is no overall time-out. */
    followUp: proxyActivities<SmsActivities>({ ...vendorCall, taskQueue: sms, priority: followUp }),
    /** Relayed texts. Retries are safe because the activity never repeats an ambiguous send. */
    text: proxyActivities<SmsActivities>({
      ...vendorCall,
      taskQueue: sms,
      priority: relay,
      scheduleToCloseTimeout: '24h',
    }),
  };
}

export type Calls = ReturnType<typeof createCalls>;
