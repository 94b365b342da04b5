import { inOrgs, type Orgs } from '../../../platform/db/in-orgs.js';
import type { Queryable } from '../../../platform/db/pool.js';
import { everyOrg } from '../../../records/conversations/every-org.js';

/** Those of these orgs that have conversations. */
export async function listOrgs(db: Queryable, orgs: Orgs = null): Promise<number[]> {
  const { rows } = await db.query<{ orgId: number }>(
    `${everyOrg} SELECT org_id AS "orgId" FROM orgs WHERE ${inOrgs('org_id', '$1')} ORDER BY 1`,
    [orgs],
  );
  return rows.map(({ orgId }) => orgId);
}
