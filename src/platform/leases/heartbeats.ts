import type { Queryable } from '../db/pool.js';

/** Interval of a polling worker's heartbeats, and the silence after which the worker no longer counts. Milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 3_000;
const HEARTBEAT_EXPIRES_MS = 10_000;

/** `oldestCallMs`: how long the oldest call to Drift has waited, as this worker sees it; stored in whole milliseconds. */
export async function recordHeartbeat(db: Queryable, name: string, oldestCallMs: number): Promise<void> {
  await db.query(
    `INSERT INTO workers (name, seen_at, oldest_call_ms) VALUES ($1, clock_timestamp(), $2)
     ON CONFLICT (org_id, name) DO UPDATE SET seen_at = excluded.seen_at, oldest_call_ms = excluded.oldest_call_ms`,
    [name, Math.round(oldestCallMs)],
  );
}

export async function deleteHeartbeat(db: Queryable, name: string): Promise<void> {
  await db.query(`DELETE FROM workers WHERE name = $1 OR seen_at < clock_timestamp() - interval '1 day'`, [
    name,
  ]);
}

/** The polling workers, and how long the oldest call to Drift has waited. */
export interface LiveWorkers {
  readonly count: number;
  readonly oldestCallSeconds: number;
}

export async function measureWorkers(db: Queryable): Promise<LiveWorkers> {
  const { rows } = await db.query<LiveWorkers>(
    `SELECT count(*) AS count, coalesce(max(oldest_call_ms), 0)::float8 / 1000 AS "oldestCallSeconds"
     FROM workers WHERE seen_at > clock_timestamp() - $1 * interval '1 millisecond'`,
    [HEARTBEAT_EXPIRES_MS],
  );
  return rows[0] ?? { count: 0, oldestCallSeconds: 0 };
}
