import type { Queryable } from './pool.js';

/**
 * What time it is by PostgreSQL's clock, in milliseconds since the epoch. Whether and when something may go out is decided by
 * this clock, so that a worker whose own is wrong decides as the others do.
 */
export async function databaseTime(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ now: number }>(
    'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
  );
  if (rows[0] === undefined) throw new Error('PostgreSQL returned no time');
  return rows[0].now;
}
