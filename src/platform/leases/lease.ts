import type { Queryable } from '../db/pool.js';

/** A holder that does not renew for this long is taken to be gone. Milliseconds. */
const TERM_MS = 5_000;
/** A holder that has renewed so lately need not do so again: with a round of work after it, it stays well within the term. */
export const RENEW_MS = 1_000;

/**
 * Takes or renews a lease; true while it is ours. Not a lock: a process that is frozen beyond its term may go on for a
 * moment beside its successor, so the work under a lease must bear being done twice.
 */
export async function holdLease(db: Queryable, name: string, holder: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO leases (name, holder, expires_at) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
     ON CONFLICT (org_id, name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
       WHERE leases.holder = excluded.holder OR leases.expires_at < clock_timestamp()`,
    [name, holder, TERM_MS],
  );
  return rowCount === 1;
}

/** Hands the lease on at once instead of letting it run out. */
export async function releaseLease(db: Queryable, name: string, holder: string): Promise<void> {
  await db.query(`DELETE FROM leases WHERE name = $1 AND holder = $2`, [name, holder]);
}
