import { isAnswer, type Said } from '../../contracts/answers.js';
import type { Queryable } from '../../platform/db/pool.js';

/** Whether the inbox holds an answer in this conversation, even one that is not handed over yet. */
export async function hasAnswer(db: Queryable, orgId: number, conversationId: number): Promise<boolean> {
  const { rows } = await db.query<Said>(
    `SELECT DISTINCT event ->> 'author' AS author, (event ->> 'authorId')::bigint AS "authorId", event ->> 'type' AS type,
            event ->> 'appId' AS "appId"
     FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND kind = 'message'`,
    [orgId, conversationId],
  );
  return rows.some(isAnswer);
}
