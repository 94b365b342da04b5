import type { PlaceInReorderBuffer } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { ChatMessage, TextReceived } from '../../contracts/events.js';
import { orderOf } from '../../records/inbox/message-order.js';

/** If a message has not been relayed for longer than this, for whatever reason, it no longer blocks others. */
export const RECENT_MS = 2 * 60_000;
const RECENT = `i.received_at > clock_timestamp() - interval '${RECENT_MS} milliseconds'`;
/** Not handed over yet, or handed over and not written down to be sent: the workflow has it, and did not know of it before. */
const notRelayed = (
  sure: string,
  cause: string,
) => `(i.passed_over IS NULL AND (i.outcome IS NULL OR (NOT ${sure} AND (i.outcome = 'dispatched' OR i.outcome_code = 'chat_closed') AND NOT EXISTS (
  SELECT FROM ledger l WHERE l.org_id = $1 AND l.conversation_id = $2 AND (l.cause = ${cause} OR starts_with(l.cause, ${cause} || ':'))))))`;

/** orderOf, in SQL. */
const ORDER = `CASE WHEN i.event ->> 'messageId' ~ '^[0-9]{1,15}$' THEN (i.event ->> 'messageId')::bigint END`;

/**
 * Whether a chat message that was written before this one is stored and not relayed: the dispatcher is behind, or it came
 * while this one was held up.
 */
export async function isMessageOvertaken(
  db: Queryable,
  orgId: number,
  { conversationId, createdAt, author, messageId }: ChatMessage,
  { behind, isSure }: PlaceInReorderBuffer,
): Promise<boolean> {
  if (createdAt === null || createdAt === undefined) return false;
  const { rowCount } = await db.query(
    `SELECT FROM inbox i WHERE i.org_id = $1 AND i.conversation_id = $2 AND i.kind = 'message' AND ${RECENT}
       AND i.event ->> 'type' = 'chat' AND i.event ->> 'author' = $3
       AND ((i.event ->> 'createdAt')::float8 < $4 OR (i.event ->> 'createdAt')::float8 = $4 AND ${ORDER} < $7)
       AND i.id <> ALL ($5::bigint[]) AND ${notRelayed('$6', `'relay:' || (i.event ->> 'messageId')`)} LIMIT 1`,
    [orgId, conversationId, author, createdAt, behind, isSure, orderOf(messageId)],
  );
  return rowCount === 1;
}

/** Whether another text of this pair of numbers is stored and not relayed: texts tell no time, so it may be the earlier one. */
export async function isTextOvertaken(
  db: Queryable,
  { orgId, conversationId }: { readonly orgId: number; readonly conversationId: number },
  { visitorNumber, ourNumber, messageSid }: TextReceived,
  { behind, isSure }: PlaceInReorderBuffer,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT FROM (
         SELECT * FROM inbox WHERE outcome IS NULL AND kind = 'text_received' AND phone_key(event ->> 'visitorNumber') = phone_key($3)
         UNION ALL
         SELECT * FROM inbox WHERE outcome IS NOT NULL AND kind = 'text_received' AND org_id = $1 AND conversation_id = $2
       ) i
     WHERE ${RECENT} AND phone_key(i.event ->> 'visitorNumber') = phone_key($3) AND i.event ->> 'ourNumber' = $4 AND i.event ->> 'messageSid' <> $5
       AND i.id <> ALL ($6::bigint[]) AND ${notRelayed('$7', `'relay:' || (i.event ->> 'messageSid')`)} LIMIT 1`,
    [orgId, conversationId, visitorNumber, ourNumber, messageSid, behind, isSure],
  );
  return rowCount === 1;
}
