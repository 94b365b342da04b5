import type { Queryable } from '../../platform/db/pool.js';

/** Registers the org of our numbers, so that the org of a text is known before its conversation is. */
export async function registerNumbers(
  db: Queryable,
  orgId: number,
  numbers: readonly string[],
): Promise<void> {
  await db.query(
    `INSERT INTO numbers (number, org_id) SELECT unnest($2::text[]), $1
     ON CONFLICT (number) DO UPDATE SET org_id = excluded.org_id, registered_at = now() WHERE numbers.org_id <> excluded.org_id`,
    [orgId, numbers],
  );
}

/** The org of one of these numbers; null if none is registered yet. */
export async function orgOfNumbers(db: Queryable, numbers: readonly string[]): Promise<number | null> {
  const { rows } = await db.query<{ orgId: number }>(
    `SELECT org_id AS "orgId" FROM numbers WHERE number = ANY ($1::text[]) LIMIT 1`,
    [numbers],
  );
  return rows[0]?.orgId ?? null;
}
