import { WorkflowNotFoundError, isGrpcServiceError, type Client, type Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { searchAttributes } from '../../contracts/search-attributes.js';
import { HistoriesUnavailable } from './histories-unavailable.js';
import type { RunHistory } from './run-history.js';

/** Short, because people wait for the answer. It applies to each call, so a long history of many pages is not cut off. */
const DEADLINE_MS = 3_000;
const PAGE_SIZE = 200;
/** gRPC's NOT_FOUND. */
const NOT_FOUND = 5;

interface ListedRun {
  readonly workflowId: string;
  readonly runId: string;
  /** Empty for a workflow that is of no org. */
  readonly org: string;
}

/** The org's search attribute as it is stored: JSON. Only compared. */
const orgIn = (found: temporal.api.common.v1.ISearchAttributes | null | undefined): string => {
  const data = found?.indexedFields?.[searchAttributes.org.name]?.data;
  return data ? Buffer.from(data).toString('utf8') : '';
};

type Page = Uint8Array | null | undefined;
const isLast = (page: Page) => (page?.length ?? 0) === 0;

/** Calls Temporal for lists and histories, page by page, each call in bounded time. */
export class HistoryReader {
  readonly #client: Client;
  readonly #connection: Connection;
  readonly #calling = new Set<Promise<unknown>>();

  constructor(client: Client, connection: Connection) {
    this.#client = client;
    this.#connection = connection;
  }

  /** One run, by default the latest; null if Temporal does not know it (any more). @throws HistoriesUnavailable */
  async read(workflowId: string, runId?: string): Promise<RunHistory | null> {
    try {
      const handle = this.#client.workflow.getHandle(workflowId, runId);
      const info = await this.#bounded(() => handle.describe());
      const { status, startTime, closeTime } = info;
      return {
        workflowId,
        runId: info.runId,
        status: status.name,
        startedAt: startTime,
        closedAt: closeTime ?? null,
        history: { events: await this.#events(workflowId, info.runId) },
      };
    } catch (error) {
      if (isUnknownWorkflow(error)) return null;
      throw new HistoriesUnavailable(error);
    }
  }

  /** Runs that match a visibility query, in Temporal's order. @throws HistoriesUnavailable */
  async *list(query: string, most?: number): AsyncGenerator<ListedRun> {
    const { namespace } = this.#client.options;
    const pageSize = Math.min(most ?? PAGE_SIZE, PAGE_SIZE);
    let nextPageToken: Page;
    do {
      const request = { namespace, query, pageSize, ...(nextPageToken ? { nextPageToken } : {}) };
      const answer = await this.#bounded(() =>
        this.#connection.workflowService.listWorkflowExecutions(request),
      ).catch((error: unknown) => {
        throw new HistoriesUnavailable(error);
      });
      for (const { execution, searchAttributes: found } of answer.executions)
        if (execution?.workflowId && execution.runId)
          yield { workflowId: execution.workflowId, runId: execution.runId, org: orgIn(found) };
      ({ nextPageToken } = answer);
    } while (!isLast(nextPageToken));
  }

  async #events(workflowId: string, runId: string): Promise<temporal.api.history.v1.IHistoryEvent[]> {
    const { namespace } = this.#client.options;
    const events: temporal.api.history.v1.IHistoryEvent[] = [];
    let nextPageToken: Page;
    do {
      const execution = { workflowId, runId };
      const request = { namespace, execution, ...(nextPageToken ? { nextPageToken } : {}) };
      const answer = await this.#bounded(() =>
        this.#connection.workflowService.getWorkflowExecutionHistory(request),
      );
      events.push(...(answer.history?.events ?? []));
      ({ nextPageToken } = answer);
    } while (!isLast(nextPageToken));
    return events;
  }

  /** Waits for abandoned calls to end first: if the SDK retried one on a closed connection, the process would crash. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#calling);
    await this.#connection.close();
  }

  /** Enforces the deadline here as well, because the SDK sleeps between retries without checking it. */
  async #bounded<T>(call: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${DEADLINE_MS / 1_000} s`)), DEADLINE_MS);
    });
    try {
      const calling = this.#connection.withDeadline(Date.now() + DEADLINE_MS, call);
      this.#calling.add(calling);
      const ended = () => this.#calling.delete(calling);
      calling.then(ended, ended);
      return await Promise.race([calling, isOver]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A missing namespace is NOT_FOUND too, but says nothing about the workflow. */
function isUnknownWorkflow(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  if (!isGrpcServiceError(error)) return false;
  const code: number = error.code;
  return code === NOT_FOUND && !/namespace/i.test(error.details);
}
