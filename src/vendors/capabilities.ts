import type { Queryable } from '../platform/db/pool.js';

/** What an org's account at a vendor can do is found out by trying, once. Null: not tried yet. */
export async function findCapability(db: Queryable, orgId: number, name: string): Promise<boolean | null> {
  const { rows } = await db.query<{ supported: boolean }>(
    `SELECT supported FROM capabilities WHERE org_id = $1 AND name = $2`,
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
     ON CONFLICT (org_id, name) DO UPDATE SET supported = excluded.supported, learned_at = now()`,
    [orgId, name, supported],
  );
}
