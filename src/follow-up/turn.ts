import type { ConversationRef } from '../../activities/results.js';
import type { Client } from '../db/pool.js';
import { bookTurn } from '../sender-pace/book.js';
import { chooseNumber } from '../sessions/open-session.js';
import type { SenderNumbers } from '../sessions/sender-numbers.js';

interface FirstText extends ConversationRef {
  readonly visitorNumber: string;
  readonly numbers: SenderNumbers;
  readonly body: string;
  readonly rate: number | null;
  /** Milliseconds since the epoch. */
  readonly noLaterThan: number;
}

/** Which number the first text's turn is on, and in how many milliseconds; booked once. Null: it would come too late. */
export async function turnOfFirstText(
  client: Client,
  { orgId, conversationId, visitorNumber, numbers, body, rate, noLaterThan }: FirstText,
): Promise<{ readonly number: string; readonly inMs: number } | null> {
  const conversation = [orgId, conversationId];
  const { rows } = await client.query<{ number: string | null; at: Date | null }>(
    `SELECT booked_number AS number, send_after AS at FROM conversations
     WHERE org_id = $1 AND conversation_id = $2 FOR UPDATE`,
    conversation,
  );
  const inMs = (at: Date) => Math.max(0, at.getTime() - Date.now());
  const booked = rows[0];
  if (booked?.number && booked.at) return { number: booked.number, inMs: inMs(booked.at) };
  const { number } = await chooseNumber(client, visitorNumber, numbers);
  const at = await bookTurn(client, { ourNumber: number, body, rate, noLaterThan });
  if (at === null) return null;
  await client.query(
    `UPDATE conversations SET booked_number = $3, send_after = $4 WHERE org_id = $1 AND conversation_id = $2`,
    [...conversation, number, at],
  );
  return { number, inMs: inMs(at) };
}
