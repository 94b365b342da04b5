import type { Queryable } from '../db/pool.js';
import type { ChatMessage, TextReceived } from './event.js';

/** One that cannot be handed over for longer than this holds up nothing. */
const RECENT = `received_at > clock_timestamp() - interval '2 minutes'`;

/**
 * Whether a chat message that was written before this one is stored and not yet handed over: the dispatcher is behind, and
 * the two would cross in the wrong order.
 */
export async function isEarlierMessageUnread(
  db: Queryable,
  orgId: number,
  { conversationId, createdAt, author }: ChatMessage,
): Promise<boolean> {
  if (createdAt === null || createdAt === undefined) return false;
  const { rowCount } = await db.query(
    `SELECT FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND outcome IS NULL AND kind = 'message'
       AND event ->> 'type' = 'chat' AND event ->> 'author' = $3 AND (event ->> 'createdAt')::float8 < $4 AND ${RECENT} LIMIT 1`,
    [orgId, conversationId, author, createdAt],
  );
  return rowCount === 1;
}

/** Whether another text of this pair of numbers is stored and not yet handed over: it may have been written before. */
export async function isTextUnread(
  db: Queryable,
  { visitorNumber, ourNumber, messageSid }: TextReceived,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT FROM inbox WHERE event ->> 'visitorNumber' = $1 AND outcome IS NULL AND kind = 'text_received'
       AND event ->> 'ourNumber' = $2 AND event ->> 'messageSid' <> $3 AND ${RECENT} LIMIT 1`,
    [visitorNumber, ourNumber, messageSid],
  );
  return rowCount === 1;
}
