import { searchAttributes } from '../../contracts/search-attributes.js';
import type { TemporalConfig } from '../../platform/config/config.js';
import { connectClient, type TemporalServer } from '../../platform/temporal/connection.js';
import { HistoryReader } from './history-reader.js';
import { runBefore } from './run-before.js';
import type { RunHistory } from './run-history.js';
import { SeveralOrgs } from './several-orgs.js';

/**
 * Workflow histories from Temporal. Every method throws HistoriesUnavailable if Temporal does not answer in time. Temporal
 * deletes the histories of ended workflows after the namespace's retention period.
 */
export interface Histories {
  /** All runs, oldest first, including those before a continue-as-new or a reset. Empty if Temporal does not know the workflow. */
  ofWorkflow(workflowId: string): Promise<RunHistory[]>;
  /**
   * All runs of all workflows of a Drift conversation, oldest first. The lookup uses search attributes, which Temporal
   * indexes a moment after a workflow starts. `orgId` null: of the only org that has a conversation of this ID.
   * @throws SeveralOrgs
   */
  ofConversation(conversation: { orgId: number | null; conversationId: number }): Promise<RunHistory[]>;
  /** At most `count` runs of this installation: first open runs, newest first; then ended runs, the last to end first. */
  recent(count: number): AsyncIterable<RunHistory>;
  close(): Promise<void>;
}

/** Connects on the first call, so if Temporal is away, the calls fail and this function does not. */
export function openHistories(config: TemporalConfig, server: TemporalServer): Histories {
  const { client, connection } = connectClient(config, server);
  const reader = new HistoryReader(client, connection);
  // Several installations may share a namespace.
  const ours = `TaskQueue = '${config.taskQueue}'`;

  const ofWorkflow = async (workflowId: string): Promise<RunHistory[]> => {
    const runs: RunHistory[] = [];
    let run = await reader.read(workflowId);
    while (run !== null) {
      runs.unshift(run);
      const before = runBefore(run.history);
      run = before === null ? null : await reader.read(workflowId, before);
    }
    return runs;
  };

  return {
    ofWorkflow,
    async ofConversation({ orgId, conversationId }) {
      const ofOrg = orgId === null ? '' : ` AND ${searchAttributes.org.name} = '${orgId}'`;
      const query = `${searchAttributes.conversation.name} = '${conversationId}'${ofOrg} AND ${ours}`;
      const workflowIds = new Set<string>();
      const orgs = new Set<string>();
      for await (const { workflowId, org } of reader.list(query)) {
        workflowIds.add(workflowId);
        orgs.add(org);
      }
      if (orgs.size > 1) throw new SeveralOrgs(conversationId);
      const runs: RunHistory[] = [];
      for (const workflowId of workflowIds) runs.push(...(await ofWorkflow(workflowId)));
      return runs.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
    },
    async *recent(count) {
      let left = count;
      for (const state of [`ExecutionStatus = 'Running'`, `ExecutionStatus != 'Running'`]) {
        if (left <= 0) return;
        for await (const { workflowId, runId } of reader.list(`${ours} AND ${state}`, left)) {
          const run = await reader.read(workflowId, runId);
          if (run === null) continue; // Temporal has just deleted it: its retention ended
          yield run;
          left -= 1;
          if (left <= 0) return;
        }
      }
    },
    close: () => reader.close(),
  };
}
