import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client } from '../../platform/db/pool.js';

/** The send slot of a conversation's first text. */
export interface BookedSlot {
  readonly number: string;
  /** Milliseconds until the slot begins; 0 if it began or has passed. */
  readonly inMs: number;
  /** It gives way to all texts that do not. */
  readonly goesLast: boolean;
}

/** Uses PostgreSQL's clock, as the booking did. */
const inMs = `greatest(0, ceil(extract(epoch FROM send_after - clock_timestamp()) * 1000))::float8 AS "inMs"`;

/** The booked send slot, if there is one. Locks the conversation's row. */
export async function findSlot(
  client: Client,
  { orgId, conversationId }: ConversationRef,
): Promise<BookedSlot | null> {
  const { rows } = await client.query<{
    number: string | null;
    isBooked: boolean;
    inMs: number;
    goesLast: boolean;
  }>(
    `SELECT booked_number AS number, send_after IS NOT NULL AS "isBooked", goes_last AS "goesLast", ${inMs}
     FROM conversations
     WHERE org_id = $1 AND conversation_id = $2 FOR UPDATE`,
    [orgId, conversationId],
  );
  const booked = rows[0];
  if (!booked?.number || !booked.isBooked) return null;
  return { number: booked.number, inMs: booked.inMs, goesLast: booked.goesLast };
}

/** Records the send slot of a conversation's first text. */
export async function keepSlot(
  client: Client,
  { orgId, conversationId }: ConversationRef,
  { number, at, goesLast }: Omit<BookedSlot, 'inMs'> & { readonly at: Date },
): Promise<BookedSlot> {
  const { rows } = await client.query<{ inMs: number }>(
    `UPDATE conversations SET booked_number = $3, send_after = $4, goes_last = $5, awaits_budget_since = NULL
     WHERE org_id = $1 AND conversation_id = $2
     RETURNING ${inMs}`,
    [orgId, conversationId, number, at, goesLast],
  );
  if (rows[0] === undefined) throw new Error('a conversation whose first text gets a send slot is not there');
  return { number, inMs: rows[0].inMs, goesLast };
}
