import type { Queryable } from '../../../platform/db/pool.js';

/**
 * SQL for the orgs that have conversations, found by a few looks into the primary key however many conversations there are:
 * an ID of Drift's is unique over all orgs, and the keys begin with the org.
 */
export const everyOrg = `
  WITH RECURSIVE orgs AS (
    (SELECT org_id FROM conversations ORDER BY org_id LIMIT 1)
    UNION ALL
    SELECT next.org_id FROM orgs, LATERAL (
      SELECT org_id FROM conversations WHERE org_id > orgs.org_id ORDER BY org_id LIMIT 1) next)`;

export async function listOrgs(db: Queryable): Promise<number[]> {
  const { rows } = await db.query<{ orgId: number }>(
    `${everyOrg} SELECT org_id AS "orgId" FROM orgs ORDER BY 1`,
  );
  return rows.map(({ orgId }) => orgId);
}
