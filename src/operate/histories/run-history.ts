import type { temporal } from '@temporalio/proto';

/** One run of a workflow, as Temporal recorded it. */
export interface RunHistory {
  readonly workflowId: string;
  readonly runId: string;
  /** Temporal's word, such as RUNNING, COMPLETED or CONTINUED_AS_NEW. */
  readonly status: string;
  readonly startedAt: Date;
  /** Null while it runs. */
  readonly closedAt: Date | null;
  readonly history: temporal.api.history.v1.IHistory;
}
