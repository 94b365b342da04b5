import type { Client } from '../../platform/db/pool.js';
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
}

/**
 * Books a send slot, the time that a text occupies its number. Returns when the slot begins; null if that is too late. Not
 * promised: that no second sees more segments than the number's rate. Twilio queues the excess.
 */
export async function bookSlot(
  client: Client,
  { ourNumber, body, rate, noLaterThan }: SlotRequest,
): Promise<Date | null> {
  const takesMs = (segmentsOf(body).segments / (rate ?? segmentsPerSecond(ourNumber))) * 1_000;
  const { rows } = await client.query<{ at: Date }>(
    `INSERT INTO sender_pace AS p (number, free_at) VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
     ON CONFLICT (number) DO UPDATE SET free_at = greatest(p.free_at, clock_timestamp()) + $2 * interval '1 millisecond'
       WHERE $3::float8 IS NULL OR greatest(p.free_at, clock_timestamp()) <= to_timestamp($3::float8 / 1000)
     RETURNING free_at - $2 * interval '1 millisecond' AS at`,
    [ourNumber, takesMs, noLaterThan ?? null],
  );
  return rows[0]?.at ?? null;
}

/** The same, once per send, for a text that goes out at once, so that follow-ups queue behind it. */
export async function bookSlotNow(client: Client, ledgerId: string, request: SlotRequest): Promise<void> {
  if (await takeSlotNow(client, ledgerId)) await bookSlot(client, request);
}
