import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';
import { askFor } from '../inbox/request-event.js';

/** The conversation that took another's number over, and when. */
export interface Taker {
  readonly conversationId: number;
  readonly at: Date;
}

/**
 * Has the conversation's workflow told who has its number now, so that it shows what is true; once per `cause`. The event says only that
 * something has changed: what is true is read when it is handed over.
 */
export const tellOfHolder = (
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  cause: string,
): Promise<void> =>
  askFor(db, [{ key: `number:${cause}`, orgId, event: { kind: 'look_asked', conversationId } }]);

/** Whether the conversation ever gave a number up. */
export async function hasGivenUp(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'SELECT FROM sessions WHERE org_id = $1 AND conversation_id = $2 AND taken_over_by IS NOT NULL LIMIT 1',
    [orgId, conversationId],
  );
  return rowCount === 1;
}

/** Who took the number of the conversation's last thread over; null where the thread is open, or was closed for another reason. */
export async function findTaker(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<Taker | null> {
  const { rows } = await db.query<Taker>(
    `SELECT taker.conversation_id AS "conversationId", last.closed_at AS at
     FROM (SELECT closed_at, taken_over_by FROM sessions WHERE org_id = $1 AND conversation_id = $2
           ORDER BY closed_at DESC NULLS FIRST, id DESC LIMIT 1) last
     JOIN sessions taker ON taker.id = last.taken_over_by`,
    [orgId, conversationId],
  );
  return rows[0] ?? null;
}
