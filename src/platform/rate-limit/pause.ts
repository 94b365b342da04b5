import type { Queryable } from '../db/pool.js';

/** For how long the vendor has asked us to make no calls, from now on: slot 0 holds its pause. Seconds; 0 where it has not. */
export async function readPause(db: Queryable, vendor: string): Promise<number> {
  const { rows } = await db.query<{ seconds: number }>(
    `SELECT greatest(0, extract(epoch FROM max(free_at) - clock_timestamp()))::float8 AS seconds
     FROM call_slots WHERE vendor = $1 AND slot = 0`,
    [vendor],
  );
  return rows[0]?.seconds ?? 0;
}
