import type { Client } from '../db/pool.js';
import { segmentsOf } from '../relay/gsm.js';
import { segmentsPerSecond } from './segment-rate.js';

export interface Booking {
  readonly ledgerId: string;
  readonly ourNumber: string;
  readonly body: string;
  /** Configured segments a second of every number; null: by the kind of number. */
  readonly rate: number | null;
  /** Milliseconds since the epoch; what could go out only after it is not booked. Left out: whenever it may be. */
  readonly noLaterThan?: number;
}

/** A turn that passed so long ago was missed: others have it, and those who missed theirs must not all go at once. */
const MISSED_MS = 2_000;

/**
 * Books the time that a text takes on its number, and tells in how many milliseconds its turn is; null where that is
 * too late. Nobody is made to wait here: a relay goes out at once and only makes the follow-ups behind it wait.
 *
 * Not promised: that no second sees more segments than the number's rate. Twilio queues what is over it.
 */
export async function bookSending(
  client: Client,
  { ledgerId, ourNumber, body, rate, noLaterThan }: Booking,
): Promise<number | null> {
  const { rows: booked } = await client.query<{ wait: number | null }>(
    `SELECT extract(epoch FROM send_after - clock_timestamp())::float8 * 1000 AS wait FROM ledger WHERE id = $1 FOR UPDATE`,
    [ledgerId],
  );
  const wait = booked[0]?.wait;
  if (wait !== undefined && wait !== null && wait > -MISSED_MS) return Math.max(0, wait);
  const takesMs = (segmentsOf(body).segments / (rate ?? segmentsPerSecond(ourNumber))) * 1_000;
  const { rows } = await client.query<{ wait: number }>(
    `WITH booked AS (
       INSERT INTO sender_pace AS p (number, free_at) VALUES ($2, clock_timestamp() + $3 * interval '1 millisecond')
       ON CONFLICT (number) DO UPDATE SET free_at = greatest(p.free_at, clock_timestamp()) + $3 * interval '1 millisecond'
         WHERE $4::float8 IS NULL OR greatest(p.free_at, clock_timestamp()) <= to_timestamp($4::float8 / 1000)
       RETURNING free_at - $3 * interval '1 millisecond' AS at)
     UPDATE ledger SET send_after = booked.at FROM booked WHERE id = $1
     RETURNING greatest(0, extract(epoch FROM booked.at - clock_timestamp())::float8 * 1000) AS wait`,
    [ledgerId, ourNumber, takesMs, noLaterThan ?? null],
  );
  return rows[0]?.wait ?? null;
}
