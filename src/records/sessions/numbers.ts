import type { Queryable } from '../../platform/db/pool.js';

/** Says which org our numbers belong to, so that a text to them belongs to one before it belongs to a conversation. */
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

/** The org that one of these numbers belongs to; null where none is registered yet. */
export async function orgOfNumbers(db: Queryable, numbers: readonly string[]): Promise<number | null> {
  const { rows } = await db.query<{ orgId: number }>(
    `SELECT org_id AS "orgId" FROM numbers WHERE number = ANY ($1::text[]) LIMIT 1`,
    [numbers],
  );
  return rows[0]?.orgId ?? null;
}
