import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';

/** The conversation's first text has to wait for the budget, and gives up the slot that it may have. */
export async function awaitBudget(db: Queryable, { orgId, conversationId }: ConversationRef): Promise<void> {
  await db.query(
    `UPDATE conversations SET awaits_budget_since = coalesce(awaits_budget_since, clock_timestamp()), booked_number = NULL,
       send_after = NULL
     WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId],
  );
}

/** How many conversations of each org wait for its budget. */
export async function countAwaiting(
  db: Queryable,
): Promise<{ readonly orgId: number; readonly count: number }[]> {
  const { rows } = await db.query<{ orgId: number; count: number }>(
    `SELECT org_id AS "orgId", count(*)::int AS count FROM conversations
     WHERE state <> 'done' AND awaits_budget_since IS NOT NULL GROUP BY org_id`,
  );
  return rows;
}

/** Takes those that have been due for longest off the list, for the caller to wake; one that has to wait on lists itself again. */
export async function takeAwaiting(db: Queryable, orgId: number, most: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `WITH taken AS MATERIALIZED (
       SELECT conversation_id AS id FROM conversations
       WHERE org_id = $1 AND state <> 'done' AND awaits_budget_since IS NOT NULL
       ORDER BY due_at, conversation_id LIMIT $2 FOR UPDATE SKIP LOCKED)
     UPDATE conversations SET awaits_budget_since = NULL FROM taken
     WHERE org_id = $1 AND conversation_id = taken.id RETURNING taken.id`,
    [orgId, most],
  );
  return rows.map(({ id }) => id);
}
