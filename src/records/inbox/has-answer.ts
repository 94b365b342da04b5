import type { Queryable } from '../../platform/db/pool.js';

/** Whether a chat message of a person of the company is stored for this conversation, handed over or not. */
export async function hasAnswer(db: Queryable, orgId: number, conversationId: number): Promise<boolean> {
  const { rows } = await db.query<{ answered: boolean }>(
    `SELECT EXISTS (SELECT FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND kind = 'message'
                      AND event ->> 'author' = 'rep' AND event ->> 'type' = 'chat') AS answered`,
    [orgId, conversationId],
  );
  return rows[0]?.answered === true;
}
