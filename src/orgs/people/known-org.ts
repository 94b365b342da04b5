import type { Queryable } from '../../platform/db/pool.js';

/** Whether there is such an org: it is registered, or has conversations or numbers from before orgs were. */
export async function isKnownOrg(db: Queryable, orgId: number): Promise<boolean> {
  const { rows } = await db.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT FROM orgs WHERE org_id = $1) OR EXISTS (SELECT FROM conversations WHERE org_id = $1)
            OR EXISTS (SELECT FROM numbers WHERE org_id = $1) AS known`,
    [orgId],
  );
  return rows[0]?.known === true;
}
