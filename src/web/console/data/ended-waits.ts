import type { ConversationRef } from '../../../contracts/activity-results.js';
import type { Reason } from '../../../contracts/reasons.js';
import type { Queryable } from '../../../platform/db/pool.js';

/** A wait of a conversation that ended and was followed by another. */
export interface EndedWait {
  readonly number: number;
  readonly askedAt: Date;
  readonly endedAt: Date;
  /** How it ended. */
  readonly reason: Reason | null;
}

/** Oldest first. */
export async function listEndedWaits(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<readonly EndedWait[]> {
  const { rows } = await db.query<EndedWait>(
    `SELECT number, asked_at AS "askedAt", ended_at AS "endedAt", reason FROM ended_waits
     WHERE org_id = $1 AND conversation_id = $2 ORDER BY number`,
    [orgId, conversationId],
  );
  return rows;
}
