import { storedVendors } from '../../../contracts/stored-names.js';
import { inOrgs, type Orgs } from '../../../platform/db/in-orgs.js';
import type { Queryable } from '../../../platform/db/pool.js';
import { readAllowed } from '../../../platform/rate-limit/learned-limit.js';

const vendor = storedVendors.chat;

/** Calls to Drift within the last second, and how many are allowed. */
export interface LimiterUse {
  readonly used: number;
  readonly allowed: number;
}

/** Over the Drift accounts of these orgs; each has a limit of its own. `limit`: the configured one. */
export async function measureLimiter(db: Queryable, limit: number, orgs: Orgs): Promise<LimiterUse> {
  const { rows } = await db.query<{ account: number; used: number }>(
    `SELECT org_id AS account, count(*) FILTER (WHERE slot > 0 AND free_at > clock_timestamp())::int AS used
     FROM call_slots WHERE vendor = $1 AND ${inOrgs('org_id', '$2')} GROUP BY 1`,
    [vendor, orgs],
  );
  const limits = await Promise.all(rows.map(({ account }) => readAllowed(db, { account, vendor, limit })));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  return { used: sum(rows.map(({ used }) => used)), allowed: rows.length === 0 ? limit : sum(limits) };
}
