import type { Queryable } from '../db/pool.js';

/** A holder that has not renewed for this long is presumed gone. Milliseconds. */
const TERM_MS = 5_000;
/** A holder that renewed this recently need not renew again: another round of work stays well within the term. Milliseconds. */
export const RENEW_MS = 1_000;

/**
 * Takes or renews a lease; true while it is ours. Not a lock: a process frozen beyond its term may briefly run beside its successor, so
 * work under a lease must tolerate being done twice.
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

/** Releases the lease at once instead of letting it expire. */
export async function releaseLease(db: Queryable, name: string, holder: string): Promise<void> {
  await db.query(`DELETE FROM leases WHERE name = $1 AND holder = $2`, [name, holder]);
}
