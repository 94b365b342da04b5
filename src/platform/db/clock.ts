import type { Queryable } from './pool.js';

/**
 * The time by PostgreSQL's clock, in milliseconds since the epoch. Decisions about whether and when to send use this clock, so that a
 * worker with a wrong clock decides as the others do.
 */
export async function databaseTime(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ now: number }>(
    'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
  );
  if (rows[0] === undefined) throw new Error('PostgreSQL returned no time');
  return rows[0].now;
}
