import type { temporal } from '@temporalio/proto';

type Event = temporal.api.history.v1.IHistoryEvent;

/** An event by its number and its type, such as TimerStarted; nulls where it is not known. */
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

/** What the workflow's code did, unlike what happened to it. */
const isCommand = (event: Event) =>
  Object.values(event).some(
    (value: unknown) =>
      typeof value === 'object' && value !== null && 'workflowTaskCompletedEventId' in value,
  );

/**
 * The event that code does not fit, where the SDK does not name it. `fails` says whether a beginning of the history, up to
 * and with the start of a workflow task, fails: the shortest that does tells where. Code that throws fails in that task;
 * code that does something else than was recorded is found out by what was recorded before it.
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
