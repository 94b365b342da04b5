import { inOrgs, type Orgs } from '../../../platform/db/in-orgs.js';
import type { Queryable } from '../../../platform/db/pool.js';

export interface FailureCount {
  /** Twilio's, or a code or reason of ours. */
  readonly code: string;
  readonly count: number;
}

/** Texts that were written down in the last `days` and did not arrive, by code; the most frequent first, at most twelve. */
export async function countFailures(db: Queryable, days: number, orgs: Orgs): Promise<FailureCount[]> {
  const { rows } = await db.query<FailureCount>(
    `SELECT error_code AS code, count(*)::int AS count FROM ledger
     WHERE medium = 'sms' AND error_code IS NOT NULL AND state IN ('refused', 'failed', 'undelivered')
       AND created_at > now() - $1 * interval '1 day' AND ${inOrgs('org_id', '$2')}
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12`,
    [days, orgs],
  );
  return rows;
}
