import type { Queryable } from '../../platform/db/pool.js';

/** A conversation that should have a running workflow. */
export interface OpenConversation {
  readonly orgId: number;
  readonly conversationId: number;
  readonly workflowId: string;
}

/**
 * Open conversations by workflow ID, from behind `after` on. Without those that began a moment ago, and those whose workflow is about to be
 * started again: their events are still to be handed over.
 */
export async function listOpen(db: Queryable, after: string, limit: number): Promise<OpenConversation[]> {
  const { rows } = await db.query<OpenConversation>(
    `SELECT org_id AS "orgId", conversation_id AS "conversationId", workflow_id AS "workflowId" FROM conversations c
     WHERE state IN ('waiting', 'bridging') AND workflow_id > $1 AND created_at < clock_timestamp() - interval '10 seconds'
       AND NOT EXISTS (SELECT FROM inbox i WHERE i.outcome IS NULL AND i.org_id = c.org_id AND i.conversation_id = c.conversation_id)
     ORDER BY workflow_id LIMIT $2`,
    [after, limit],
  );
  return rows;
}
