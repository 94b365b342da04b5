import type { EventName } from './failing-event.js';

/** Temporal's SDK names an event in its messages like this: `HistoryEvent(id: 5, TimerStarted)`. */
const named = /HistoryEvent\(id: (\d+), (?:Some\()?(\w+)/;
/** The message of the first failure within the SDK's report of a failed task. */
const innermost = /failure: Some\(Failure \{ message: "((?:[^"\\]|\\.)*)"/;

/** The event that does not fit the code, according to a message of Temporal's SDK; nulls if it names none. */
export function breakingEvent(message: string): EventName {
  const [, id, type] = named.exec(message) ?? [];
  return { eventId: id === undefined ? null : Number(id), eventType: type ?? null };
}

/** The essential line of such a message, without its wrapping. */
export function plainCause(message: string): string {
  const [, inner] = innermost.exec(message) ?? [];
  return (inner ?? message).replaceAll('\\"', '"').replace(/\s*\n\s*|\\n/g, ' ');
}
