import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client } from '../../platform/db/pool.js';
import { bookTurn } from '../../records/sender-pacing/reserve.js';
import { chooseNumber } from '../../records/sessions/open-session.js';
import type { SenderNumbers } from '../../records/sessions/sender-numbers.js';

/** A turn that comes so soon is not worth another look at Drift. Milliseconds. */
export const SOON_MS = 1_500;

/** What a first text would be, and from which numbers it may go. */
export interface FirstText extends ConversationRef {
  readonly visitorNumber: string;
  readonly numbers: SenderNumbers;
  readonly body: string;
  readonly rate: number | null;
  /** Milliseconds since the epoch. */
  readonly noLaterThan: number;
}

interface Booked {
  readonly number: string;
  /** Milliseconds until the turn; 0 also where it has gone by. */
  readonly inMs: number;
}

/** By PostgreSQL's clock, by which it was booked. */
const inMs = `greatest(0, ceil(extract(epoch FROM send_after - clock_timestamp()) * 1000))::float8 AS "inMs"`;

/** The turn that was booked, if one was. Locks the conversation's row. */
export async function findTurn(
  client: Client,
  { orgId, conversationId }: ConversationRef,
): Promise<Booked | null> {
  const { rows } = await client.query<{ number: string | null; isBooked: boolean; inMs: number }>(
    `SELECT booked_number AS number, send_after IS NOT NULL AS "isBooked", ${inMs} FROM conversations
     WHERE org_id = $1 AND conversation_id = $2 FOR UPDATE`,
    [orgId, conversationId],
  );
  const booked = rows[0];
  return booked?.number && booked.isBooked ? { number: booked.number, inMs: booked.inMs } : null;
}

/** The first text's turn, booked once. Null: it would come too late. */
export async function bookFirstText(client: Client, text: FirstText): Promise<Booked | null> {
  const booked = await findTurn(client, text);
  if (booked !== null) return booked;
  const { orgId, conversationId, visitorNumber, numbers, body, rate, noLaterThan } = text;
  const { number } = await chooseNumber(client, visitorNumber, numbers);
  const at = await bookTurn(client, { ourNumber: number, body, rate, noLaterThan });
  if (at === null) return null;
  const { rows } = await client.query<{ inMs: number }>(
    `UPDATE conversations SET booked_number = $3, send_after = $4 WHERE org_id = $1 AND conversation_id = $2
     RETURNING ${inMs}`,
    [orgId, conversationId, number, at],
  );
  if (rows[0] === undefined) throw new Error('the conversation of a first text is missing');
  return { number, inMs: rows[0].inMs };
}
