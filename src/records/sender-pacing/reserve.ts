import type { Client, Queryable } from '../../platform/db/pool.js';
import { segmentsOf } from '../../telephony/gsm.js';
import { takeSlotNow } from '../ledger/ledger.js';
import { segmentsPerSecond } from '../../telephony/segment-rate.js';

export interface SlotRequest {
  readonly ourNumber: string;
  readonly body: string;
  /** Configured segments per second for every number; if null, the rate depends on the kind of number. */
  readonly rate: number | null;
  /** Milliseconds since the epoch; a slot after this time is not booked. If omitted, any time is accepted. */
  readonly noLaterThan?: number;
  /** Behind everything that is booked on the number. Nothing else waits for it. */
  readonly goesLast?: boolean;
}

/**
 * Books a send slot, the time that a text occupies its number. Returns when the slot begins; null if that is too late. Not
 * promised: that no second sees more segments than the number's rate. Twilio queues the excess.
 */
export async function bookSlot(
  client: Client,
  { ourNumber, body, rate, noLaterThan, goesLast = false }: SlotRequest,
): Promise<Date | null> {
  const takesMs = (segmentsOf(body).segments / (rate ?? segmentsPerSecond(ourNumber))) * 1_000;
  const takes = `$2 * interval '1 millisecond'`;
  const lane = goesLast ? 'last_free_at' : 'free_at';
  const begins = `greatest(p.free_at, ${goesLast ? 'p.last_free_at, ' : ''}clock_timestamp())`;
  // `free_at` always has a value: a number that only ever had texts that go last is free now.
  await client.query(
    'INSERT INTO sender_pace (number, free_at) VALUES ($1, clock_timestamp()) ON CONFLICT DO NOTHING',
    [ourNumber],
  );
  const { rows } = await client.query<{ at: Date }>(
    `UPDATE sender_pace p SET ${lane} = ${begins} + ${takes}
     WHERE number = $1 AND ($3::float8 IS NULL OR ${begins} <= to_timestamp($3::float8 / 1000))
     RETURNING ${lane} - ${takes} AS at`,
    [ourNumber, takesMs, noLaterThan ?? null],
  );
  return rows[0]?.at ?? null;
}

/** Whether the slot of a text that does not go last is now or still to come: what goes last gives way to it. */
export async function hasPrecedence(db: Queryable, ourNumber: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'SELECT FROM sender_pace WHERE number = $1 AND free_at > clock_timestamp()',
    [ourNumber],
  );
  return rowCount === 1;
}

/** The same, once per send, for a text that goes out at once, so that follow-ups queue behind it. */
export async function bookSlotNow(client: Client, ledgerId: string, request: SlotRequest): Promise<void> {
  if (await takeSlotNow(client, ledgerId)) await bookSlot(client, request);
}
