import { inOrgs, type Orgs } from '../../../platform/db/in-orgs.js';
import type { Queryable } from '../../../platform/db/pool.js';

/** One hour's events. */
export interface HourOfEvents {
  readonly hour: Date;
  readonly events: number;
  /** How long the one that waited longest took to be handed over. */
  readonly longestSeconds: number;
}

/** The last 24 hours, oldest first, each of them there. Events that still wait count with what they have waited. */
export async function measureWaits(db: Queryable, orgs: Orgs): Promise<HourOfEvents[]> {
  const { rows } = await db.query<HourOfEvents>(
    `SELECT h.hour, count(i.id)::int AS events,
            coalesce(max(extract(epoch FROM coalesce(i.settled_at, now()) - i.received_at)), 0)::float8 AS "longestSeconds"
     FROM generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') AS h (hour)
     LEFT JOIN (SELECT id, received_at, settled_at FROM inbox WHERE received_at > now() - interval '24 hours' AND outcome IS DISTINCT FROM 'held'
                  AND ${inOrgs('org_id', '$1')}) i
       ON i.received_at >= h.hour AND i.received_at < h.hour + interval '1 hour'
     GROUP BY 1 ORDER BY 1`,
    [orgs],
  );
  return rows;
}
