import { storedVendors } from '../../../contracts/stored-names.js';
import type { Queryable } from '../../../platform/db/pool.js';
import { readAllowed } from '../../../platform/rate-limit/learned-limit.js';

const vendor = storedVendors.chat;

/** Calls to Drift within the last second, and how many are allowed. */
export interface LimiterUse {
  readonly used: number;
  readonly allowed: number;
}

/** Over all Drift accounts of the installation; each has a limit of its own. `limit`: the configured one. */
export async function measureLimiter(db: Queryable, limit: number): Promise<LimiterUse> {
  const { rows } = await db.query<{ account: number; used: number }>(
    `SELECT org_id AS account, count(*) FILTER (WHERE slot > 0 AND free_at > clock_timestamp())::int AS used
     FROM call_slots WHERE vendor = $1 GROUP BY 1`,
    [vendor],
  );
  const limits = await Promise.all(rows.map(({ account }) => readAllowed(db, { account, vendor, limit })));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  return { used: sum(rows.map(({ used }) => used)), allowed: rows.length === 0 ? limit : sum(limits) };
}
