import type { Queryable } from '../../db/pool.js';
import type { Period } from '../../report/period.js';

/** How many of a day's texted conversations the visitor answered by text. */
export interface Replies {
  /** YYYY-MM-DD: the day on which the conversations were opened. */
  readonly day: string;
  readonly texted: number;
  readonly replied: number;
}

/** Days on which somebody was texted, oldest first. */
export async function countReplies(db: Queryable, { from, to, zone }: Period): Promise<Replies[]> {
  const { rows } = await db.query<Replies>(
    `SELECT to_char(c.opened_at AT TIME ZONE $3, 'YYYY-MM-DD') AS day, count(*)::int AS texted,
            count(*) FILTER (WHERE EXISTS (
              SELECT FROM inbox i
              WHERE i.org_id = c.org_id AND i.conversation_id = c.conversation_id AND i.kind = 'text_received'))::int AS replied
     FROM conversations c
     WHERE c.opened_at >= $1::timestamp AT TIME ZONE $3 AND c.opened_at < ($2::timestamp + interval '1 day') AT TIME ZONE $3
       AND EXISTS (SELECT FROM ledger l
                   WHERE l.org_id = c.org_id AND l.conversation_id = c.conversation_id AND l.medium = 'sms'
                     AND l.purpose = 'follow_up' AND l.state IN ('accepted', 'sent', 'delivered', 'undelivered', 'failed'))
     GROUP BY 1 ORDER BY 1`,
    [from, to, zone],
  );
  return rows;
}
