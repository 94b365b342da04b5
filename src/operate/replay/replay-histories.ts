import type { temporal } from '@temporalio/proto';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { breakingEvent, plainCause } from './breaking-event.js';
import { findFailingEvent, type EventName } from './failing-event.js';

/** A history to replay, under the name that people know it by. */
export interface Recorded {
  readonly name: string;
  readonly workflowId: string;
  readonly history: temporal.api.history.v1.IHistory;
}

/** Whether a history replays; if not, at which event it breaks and why. */
export interface Replayed {
  readonly name: string;
  readonly events: number;
  readonly broken: Broken | null;
}

/** By the event that does not fit the code, or the start of the workflow task in which the code throws. */
export interface Broken extends EventName {
  /** In the words of Temporal's SDK, or of the error that the code throws. */
  readonly why: string;
}

/**
 * Runs recorded histories through workflow code, one after another, and says of each whether the code still does what it
 * did then. Nothing is sent and nobody is asked: activities are not called. What a history has not reached is not tried.
 */
export async function* replayHistories(
  histories: AsyncIterable<Recorded> | Iterable<Recorded>,
  workflowBundle: WorkflowBundleOption,
): AsyncGenerator<Replayed> {
  const waiting: Recorded[] = [];
  const feed = async function* () {
    for await (const recorded of histories) {
      waiting.push(recorded);
      yield { workflowId: recorded.workflowId, history: recorded.history };
    }
  };
  // One worker for all of them, which takes the next history when it is done with the one before.
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, feed())) {
    const recorded = waiting.shift();
    if (recorded === undefined) throw new Error('the replay returned an unexpected history');
    const { name, history } = recorded;
    const events = history.events?.length ?? 0;
    const broken = error === undefined ? null : await explain(recorded, error.message, workflowBundle);
    yield { name, events, broken };
  }
}

async function explain(
  { workflowId, history }: Recorded,
  message: string,
  workflowBundle: WorkflowBundleOption,
): Promise<Broken> {
  const why = plainCause(message);
  const told = breakingEvent(message);
  if (told.eventId !== null) return { ...told, why };
  const fails = async (events: readonly temporal.api.history.v1.IHistoryEvent[]) => {
    const beginning = [{ workflowId, history: { events: [...events] } }];
    for await (const { error } of Worker.runReplayHistories({ workflowBundle }, beginning))
      if (error) return true;
    return false;
  };
  return { ...(await findFailingEvent(history.events ?? [], message, fails)), why };
}
