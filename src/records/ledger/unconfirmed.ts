import type { Queryable } from '../../platform/db/pool.js';

/** A text that Twilio accepted without having reported its final status. */
export interface Unconfirmed {
  readonly orgId: number;
  readonly ledgerId: string;
  readonly messageSid: string;
  readonly ourNumber: string | null;
}

/**
 * Times of the status checks, in milliseconds since a text's last attempt. A phone may be off for hours. Some carriers give no
 * receipts, so `sent` may stay the final answer.
 */
export const checkTimes = (firstMs: number): readonly [number, number, number] => [
  firstMs,
  4 * firstMs,
  24 * firstMs,
];

/**
 * Takes the oldest text that is due for a check, or null. No other caller gets it for `firstMs`, after which it is due again
 * unless `countCheck` has rescheduled it. `firstMs`: milliseconds from a text's last attempt to its first check.
 */
export async function takeDue(db: Queryable, firstMs: number): Promise<Unconfirmed | null> {
  const { rows } = await db.query<Unconfirmed>(
    `WITH due AS (
       SELECT id FROM ledger
       WHERE medium = 'sms' AND state IN ('accepted', 'sent') AND status_checks < 3 AND vendor_id IS NOT NULL
         AND attempted_at <= clock_timestamp() - $1 * interval '1 millisecond'
         AND (status_check_at IS NULL OR status_check_at <= clock_timestamp())
       ORDER BY attempted_at LIMIT 1 FOR UPDATE SKIP LOCKED
     )
     UPDATE ledger SET status_check_at = clock_timestamp() + $1 * interval '1 millisecond'
     FROM due WHERE ledger.id = due.id
     RETURNING ledger.org_id AS "orgId", ledger.id AS "ledgerId", ledger.vendor_id AS "messageSid",
               (SELECT our_number FROM sessions s WHERE s.id = ledger.session_id) AS "ourNumber"`,
    [firstMs],
  );
  return rows[0] ?? null;
}

/** Records that Twilio answered for this text, and schedules its next check, if there is one. */
export async function countCheck(db: Queryable, ledgerId: string, firstMs: number): Promise<void> {
  await db.query(
    `UPDATE ledger SET status_checks = status_checks + 1,
       status_check_at = greatest(attempted_at + ($2::float8[])[status_checks + 2] * interval '1 millisecond',
                                  clock_timestamp() + $3 * interval '1 millisecond')
     WHERE id = $1`,
    [ledgerId, checkTimes(firstMs), firstMs],
  );
}
