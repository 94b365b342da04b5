import type pg from 'pg';

/**
 * The words on an operator's lists: texts that Drift refused to take, and held events. Read from the records, since the lists
 * that Textback shows hold no words, and only the newest.
 */
export async function heldWords(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ body: string }>(
    `SELECT body FROM ledger WHERE left_at IS NULL AND purpose = 'relay' AND medium <> 'sms' AND state IN ('refused', 'parked')
     UNION ALL SELECT event ->> 'body' FROM inbox WHERE outcome = 'held' AND kind = 'text_received'`,
  );
  return rows.map(({ body }) => body);
}
