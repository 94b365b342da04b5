import type { temporal } from '@temporalio/proto';

type Event = temporal.api.history.v1.IHistoryEvent;

/** An event's number and type, such as TimerStarted; nulls if unknown. */
export interface EventName {
  readonly eventId: number | null;
  readonly eventType: string | null;
}

const key = (event: Event) =>
  Object.entries(event).find(([name, value]) => name.endsWith('EventAttributes') && value)?.[0] ?? '';

function nameOf(event: Event): EventName {
  const [first = '', ...rest] = key(event).replace('EventAttributes', '');
  return { eventId: Number(event.eventId), eventType: first.toUpperCase() + rest.join('') };
}

/** True for events that the workflow's code caused. */
const isCommand = (event: Event) =>
  Object.values(event).some(
    (value: unknown) =>
      typeof value === 'object' && value !== null && 'workflowTaskCompletedEventId' in value,
  );

/**
 * Finds the event that does not fit the code, if the SDK does not name it. `fails` tells whether a prefix of the history, up
 * to and including the start of a workflow task, fails to replay; the shortest failing prefix shows where. Code that throws
 * fails in that task; code that deviates from the recording is detected by the events recorded before that task.
 */
export async function findFailingEvent(
  events: readonly Event[],
  message: string,
  fails: (beginning: readonly Event[]) => Promise<boolean>,
): Promise<EventName> {
  const starts = events.flatMap((event, index) => (event.workflowTaskStartedEventAttributes ? [index] : []));
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await fails(events.slice(0, (starts[middle] ?? 0) + 1))) high = middle;
    else low = middle + 1;
  }
  const start = starts[low];
  if (start === undefined) return { eventId: null, eventType: null };
  const since = events.slice(starts[low - 1] ?? 0, start).filter(isCommand);
  const activity = /scheduled event '(\w+)'/.exec(message)?.[1];
  const fitting = since.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity,
  );
  const differs = /nondeterminism/i.test(message) ? (fitting ?? since[0]) : undefined;
  const found = differs ?? events[start];
  return found === undefined ? { eventId: null, eventType: null } : nameOf(found);
}
