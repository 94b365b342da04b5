import type { EventName } from './failing-event.js';

/** As Temporal's SDK names an event in its messages: `HistoryEvent(id: 5, TimerStarted)`. */
const named = /HistoryEvent\(id: (\d+), (?:Some\()?(\w+)/;
/** The first failure's own words in the SDK's account of a failed task. */
const innermost = /failure: Some\(Failure \{ message: "((?:[^"\\]|\\.)*)"/;

/** The event that a message of Temporal's SDK says does not fit the code; nulls where it names none. */
export function breakingEvent(message: string): EventName {
  const [, id, type] = named.exec(message) ?? [];
  return { eventId: id === undefined ? null : Number(id), eventType: type ?? null };
}

/** What is of interest in such a message: one line, without what is around it. */
export function plainCause(message: string): string {
  const [, inner] = innermost.exec(message) ?? [];
  return (inner ?? message).replaceAll('\\"', '"').replace(/\s*\n\s*|\\n/g, ' ');
}
