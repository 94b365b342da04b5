import type { temporal } from '@temporalio/proto';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { breakingEvent, plainCause } from './breaking-event.js';
import { findFailingEvent, type EventName } from './failing-event.js';

/** A history to replay, with a name for people. */
export interface Recorded {
  readonly name: string;
  readonly workflowId: string;
  readonly history: temporal.api.history.v1.IHistory;
}

/** The result of replaying a history; if it breaks, at which event and why. */
export interface Replayed {
  readonly name: string;
  readonly events: number;
  readonly broken: Broken | null;
}

/** Names the event that does not fit the code, or the start of the workflow task in which the code throws. */
export interface Broken extends EventName {
  /** Message of Temporal's SDK, or of the error that the code throws. */
  readonly why: string;
}

/**
 * Replays recorded histories through the workflow code, one after another, and tells for each whether the code still does
 * what it did then. Activities are not called, so nothing is sent. Code beyond the end of a history is not tested.
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
  // One worker replays them all, one after the other.
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
