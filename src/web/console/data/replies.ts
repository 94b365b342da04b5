import { inOrgs, type Orgs } from '../../../platform/db/in-orgs.js';
import type { Queryable } from '../../../platform/db/pool.js';
import { wasTexted } from '../../../records/ledger/was-texted.js';
import { inPeriod, type Period } from '../../../operate/report/period.js';

/** How many of a day's texted conversations the visitor answered by text. */
export interface Replies {
  /** YYYY-MM-DD: the day on which the conversations were opened. */
  readonly day: string;
  readonly texted: number;
  readonly replied: number;
}

/** Days on which somebody was texted, oldest first. */
export async function countReplies(
  db: Queryable,
  { from, to, zone }: Period,
  orgs: Orgs,
): Promise<Replies[]> {
  const { rows } = await db.query<Replies>(
    `SELECT to_char(c.opened_at AT TIME ZONE $3, 'YYYY-MM-DD') AS day, count(*)::int AS texted,
            count(*) FILTER (WHERE EXISTS (
              SELECT FROM inbox i
              WHERE i.org_id = c.org_id AND i.conversation_id = c.conversation_id AND i.kind = 'text_received'))::int AS replied
     FROM conversations c
     WHERE ${inPeriod('c.opened_at')} AND ${wasTexted} AND ${inOrgs('c.org_id', '$4')}
     GROUP BY 1 ORDER BY 1`,
    [from, to, zone, orgs],
  );
  return rows;
}
