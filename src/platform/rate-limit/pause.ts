import type { Queryable } from '../db/pool.js';

/** Seconds until the end of the pause that the vendor has asked for; 0 if there is none. Slot 0 holds the pause. */
export async function readPause(db: Queryable, vendor: string): Promise<number> {
  const { rows } = await db.query<{ seconds: number }>(
    `SELECT greatest(0, extract(epoch FROM max(free_at) - clock_timestamp()))::float8 AS seconds
     FROM call_slots WHERE vendor = $1 AND slot = 0`,
    [vendor],
  );
  return rows[0]?.seconds ?? 0;
}
