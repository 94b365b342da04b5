import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Pool } from '../platform/db/pool.js';
import type { Sweep, SweepStep } from '../platform/leases/sweeps.js';
import { inTime } from '../platform/temporal/in-time.js';
import { listOpen, type OpenConversation } from '../records/conversations/open-conversations.js';
import { askFor } from '../records/inbox/request-event.js';

/** Open conversations in one question to Temporal. */
const BATCH = 100;

/**
 * Finds open conversations without a running workflow: Temporal's data was lost, its namespace is another one, or somebody has terminated it.
 * Each becomes an event, and the dispatcher starts the workflow again, in turn with everything else, so that a whole installation that has to be
 * started again does not keep live events waiting. A step asks Temporal's visibility about a hundred conversations; only those that it does
 * not show as running are asked for one by one, since it may lag behind.
 */
export class LostWorkflows implements Sweep {
  readonly name = 'workflows';
  readonly #pool: Pool;
  readonly #client: Client;
  #after = '';

  constructor(pool: Pool, client: Client) {
    this.#pool = pool;
    this.#client = client;
  }

  async step(): Promise<SweepStep> {
    const open = await listOpen(this.#pool, this.#after, BATCH);
    const running = open.length === 0 ? new Set() : await this.#shownAsRunning(open);
    const lost: OpenConversation[] = [];
    for (const one of open)
      if (!running.has(one.workflowId) && !(await this.#isRunning(one.workflowId))) lost.push(one);
    await askFor(
      this.#pool,
      lost.map(({ orgId, conversationId, workflowId }) => ({
        key: `resume:${randomUUID()}`,
        orgId,
        event: { kind: 'resume_asked', conversationId, workflowId },
      })),
    );
    this.#after = open.length < BATCH ? '' : (open.at(-1)?.workflowId ?? '');
    if (this.#after === '') return 'done';
    return lost.length === 0 ? 'more' : 'later'; // the dispatcher gets a moment for these
  }

  async #shownAsRunning(open: readonly OpenConversation[]): Promise<Set<string>> {
    // Workflow IDs are event IDs: letters, digits and . : - _ only (givenIdIn), and keys of our own.
    const ids = open.map(({ workflowId }) => `'${workflowId.replaceAll("'", "''")}'`).join(', ');
    const query = `ExecutionStatus = 'Running' AND WorkflowId IN (${ids})`;
    return inTime(this.#client, async () => {
      const shown = new Set<string>();
      for await (const { workflowId } of this.#client.workflow.list({ query, pageSize: BATCH }))
        shown.add(workflowId);
      return shown;
    });
  }

  async #isRunning(workflowId: string): Promise<boolean> {
    try {
      const { status } = await inTime(this.#client, () =>
        this.#client.workflow.getHandle(workflowId).describe(),
      );
      return status.name === 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}
