import type { Queryable } from '../platform/db/pool.js';

/** What was learned of an account is tried anew after a day: the vendor may have changed it, or may have answered wrongly. */
const HOLDS = `interval '1 day'`;

/** What an org's account at a vendor can do is found out by trying, once a day. Null: not tried yet, or too long ago. */
export async function findCapability(db: Queryable, orgId: number, name: string): Promise<boolean | null> {
  const { rows } = await db.query<{ supported: boolean }>(
    `SELECT supported FROM capabilities WHERE org_id = $1 AND name = $2 AND learned_at > clock_timestamp() - ${HOLDS}`,
    [orgId, name],
  );
  return rows[0]?.supported ?? null;
}

export async function rememberCapability(
  db: Queryable,
  orgId: number,
  name: string,
  supported: boolean,
): Promise<void> {
  await db.query(
    `INSERT INTO capabilities (org_id, name, supported) VALUES ($1, $2, $3)
     ON CONFLICT (org_id, name) DO UPDATE SET supported = excluded.supported, learned_at = clock_timestamp()`,
    [orgId, name, supported],
  );
}
