import { inOrgs, type Orgs } from '../../platform/db/in-orgs.js';
import type { Queryable } from '../../platform/db/pool.js';

/** Number of events that wait for the dispatcher, and the age of the oldest. */
export async function measureInbox(
  db: Queryable,
  orgs: Orgs = null,
): Promise<{ waiting: number; oldestSeconds: number }> {
  const { rows } = await db.query<{ waiting: number; oldestSeconds: number }>(
    `SELECT count(*) AS waiting,
            coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0)::float8 AS "oldestSeconds"
     FROM inbox WHERE outcome IS NULL AND ${inOrgs('org_id', '$1')}`,
    [orgs],
  );
  return rows[0] ?? { waiting: 0, oldestSeconds: 0 };
}
