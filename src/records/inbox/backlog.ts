import type { Queryable } from '../../platform/db/pool.js';

/** Number of events that wait for the dispatcher, and the age of the oldest. */
export async function measureInbox(db: Queryable): Promise<{ waiting: number; oldestSeconds: number }> {
  const { rows } = await db.query<{ waiting: number; oldestSeconds: number }>(
    `SELECT count(*) AS waiting,
            coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0)::float8 AS "oldestSeconds"
     FROM inbox WHERE outcome IS NULL`,
  );
  return rows[0] ?? { waiting: 0, oldestSeconds: 0 };
}
