import type { Queryable } from '../db/pool.js';

/** How often a polling worker says so, and after which silence it no longer counts. Milliseconds. */
export const PRESENCE_INTERVAL_MS = 3_000;
const PRESENCE_EXPIRES_MS = 10_000;

export async function announceWorker(db: Queryable, name: string): Promise<void> {
  await db.query(
    `INSERT INTO workers (name, seen_at) VALUES ($1, clock_timestamp())
     ON CONFLICT (org_id, name) DO UPDATE SET seen_at = excluded.seen_at`,
    [name],
  );
}

export async function withdrawWorker(db: Queryable, name: string): Promise<void> {
  await db.query(`DELETE FROM workers WHERE name = $1 OR seen_at < clock_timestamp() - interval '1 day'`, [
    name,
  ]);
}

export async function countLiveWorkers(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*) FROM workers WHERE seen_at > clock_timestamp() - $1 * interval '1 millisecond'`,
    [PRESENCE_EXPIRES_MS],
  );
  return rows[0]?.count ?? 0;
}
