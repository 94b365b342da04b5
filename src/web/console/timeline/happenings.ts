import type { temporal } from '@temporalio/proto';
import type { ConversationEvent, ConversationInput } from '../../../contracts/messages.js';
import type { RunHistory } from '../../../operate/histories/run-history.js';
import { firstValue, millis, valueOf } from './payload.js';

/** What Temporal recorded of a run, as far as people and the decision code need it. Times in milliseconds since the epoch. */
export type Happening = Started | Signalled | Timer | Activity | TaskFailed | Ended;

export interface Started {
  readonly is: 'started';
  readonly at: number;
  /** The workflow's type. */
  readonly type: string;
  /** Null where the workflow is another one than a conversation's. */
  readonly input: ConversationInput | null;
  readonly isContinued: boolean;
}

export interface Signalled {
  readonly is: 'signal';
  readonly at: number;
  /** Null where it is no event of ours, or cannot be read. */
  readonly event: ConversationEvent | null;
}

export interface Timer {
  readonly is: 'timer';
  readonly at: number;
  readonly until: number;
  readonly summary: string | null;
  /** Null while it runs. */
  readonly endedAt: number | null;
  readonly hasFired: boolean;
}

export interface Activity {
  readonly is: 'activity';
  readonly at: number;
  readonly name: string;
  readonly summary: string | null;
  readonly input: unknown;
  readonly endedAt: number | null;
  readonly outcome: 'completed' | 'failed' | 'timed_out' | 'canceled' | null;
  readonly result: unknown;
  /** Our error code, or Temporal's word, of what it failed with last. */
  readonly failure: string | null;
  readonly attempts: number;
}

export interface TaskFailed {
  readonly is: 'task_failed';
  readonly at: number;
}

export interface Ended {
  readonly is: 'ended';
  readonly at: number;
  readonly how: 'completed' | 'failed' | 'canceled' | 'terminated' | 'timed_out' | 'continued_as_new';
  readonly result: unknown;
}

type Event = temporal.api.history.v1.IHistoryEvent;
type Failure = temporal.api.failure.v1.IFailure | null | undefined;

/** Reads a run's events, in their order. Pure. */
export function happeningsOf({ history }: Pick<RunHistory, 'history'>): Happening[] {
  const events = history.events ?? [];
  const later = endings(events);
  return events.flatMap((event) => read(event, later) ?? []);
}

/** What ended timers and activities, by the ID of the event that began them. */
interface Endings {
  readonly timers: ReadonlyMap<string, Event>;
  readonly activities: ReadonlyMap<string, Event>;
  readonly attempts: ReadonlyMap<string, { readonly attempt: number; readonly lastFailure: Failure }>;
}

function endings(events: readonly Event[]): Endings {
  const timers = new Map<string, Event>();
  const activities = new Map<string, Event>();
  const attempts = new Map<string, { attempt: number; lastFailure: Failure }>();
  for (const event of events) {
    const timer = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    if (timer) timers.set(String(timer.startedEventId), event);
    const started = event.activityTaskStartedEventAttributes;
    if (started)
      attempts.set(String(started.scheduledEventId), {
        attempt: started.attempt ?? 1,
        lastFailure: started.lastFailure,
      });
    const activity =
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    if (activity) activities.set(String(activity.scheduledEventId), event);
  }
  return { timers, activities, attempts };
}

function read(event: Event, { timers, activities, attempts }: Endings): Happening | null {
  const at = millis(event.eventTime);
  const id = String(event.eventId);
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) {
    const input = firstValue(started.input) as ConversationInput | undefined;
    const type = started.workflowType?.name ?? '';
    const isConversation = type === 'conversation';
    return {
      is: 'started',
      at,
      type,
      input: isConversation ? (input ?? null) : null,
      isContinued: Boolean(started.continuedExecutionRunId),
    };
  }
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal) {
    const value = firstValue(signal.input) as ConversationEvent | undefined;
    return { is: 'signal', at, event: typeof value?.kind === 'string' ? value : null };
  }
  const timer = event.timerStartedEventAttributes;
  if (timer) {
    const end = timers.get(id);
    const endedAt = end === undefined ? null : millis(end.eventTime);
    const hasFired = Boolean(end?.timerFiredEventAttributes);
    return {
      is: 'timer',
      at,
      until: at + millis(timer.startToFireTimeout),
      summary: summaryOf(event),
      endedAt,
      hasFired,
    };
  }
  const activity = event.activityTaskScheduledEventAttributes;
  if (activity) {
    const attempt = attempts.get(id);
    const name = activity.activityType?.name ?? 'activity';
    const began = {
      is: 'activity',
      at,
      name,
      summary: summaryOf(event),
      input: firstValue(activity.input),
    } as const;
    return { ...began, ...endOf(activities.get(id), attempt?.lastFailure), attempts: attempt?.attempt ?? 0 };
  }
  if (event.workflowTaskFailedEventAttributes) return { is: 'task_failed', at };
  return readEnd(event, at);
}

function endOf(
  end: Event | undefined,
  lastFailure: Failure,
): Pick<Activity, 'endedAt' | 'outcome' | 'result' | 'failure'> {
  const endedAt = end === undefined ? null : millis(end.eventTime);
  const none = { endedAt, result: undefined, failure: failureOf(lastFailure) };
  const completed = end?.activityTaskCompletedEventAttributes;
  if (completed) return { ...none, outcome: 'completed', result: firstValue(completed.result) };
  const failed = end?.activityTaskFailedEventAttributes;
  if (failed) return { ...none, outcome: 'failed', failure: failureOf(failed.failure) };
  if (end?.activityTaskTimedOutEventAttributes) return { ...none, outcome: 'timed_out' };
  return { ...none, outcome: end === undefined ? null : 'canceled' };
}

/** The type of a failure, never its message. */
function failureOf(failure: Failure): string | null {
  if (!failure) return null;
  const type = failure.applicationFailureInfo?.type;
  if (type) return type;
  return failure.timeoutFailureInfo ? 'timed out' : (failureOf(failure.cause) ?? 'failed');
}

function readEnd(event: Event, at: number): Ended | null {
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) return { is: 'ended', at, how: 'completed', result: firstValue(completed.result) };
  const ended = (how: Ended['how']): Ended => ({ is: 'ended', at, how, result: undefined });
  if (event.workflowExecutionFailedEventAttributes) return ended('failed');
  if (event.workflowExecutionCanceledEventAttributes) return ended('canceled');
  if (event.workflowExecutionTerminatedEventAttributes) return ended('terminated');
  if (event.workflowExecutionTimedOutEventAttributes) return ended('timed_out');
  return event.workflowExecutionContinuedAsNewEventAttributes ? ended('continued_as_new') : null;
}

function summaryOf({ userMetadata }: Event): string | null {
  const summary = valueOf(userMetadata?.summary);
  return typeof summary === 'string' ? summary : null;
}
