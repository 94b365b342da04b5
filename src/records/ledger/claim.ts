import { latestConsent } from '../consent/consents.js';
import type { Queryable } from '../../platform/db/pool.js';
import { sendColumns, type Send } from './ledger.js';
import { moveSql } from './transitions.js';

/** Reasons why a text may not go out (any more): its recipient opted out, or its thread was closed or taken over. */
const obstacle = `
  SELECT CASE WHEN latest.status = 'opted_out' THEN 'opted_out' ELSE 'duplicate_session' END AS reason
  FROM sessions s
  LEFT JOIN LATERAL (${latestConsent('s.org_id', 's.visitor_number')}) latest ON true
  WHERE s.id = ledger.session_id AND (latest.status = 'opted_out' OR s.closed_at IS NOT NULL)`;

/** A text of the recipient is stored but not yet read; it may be a STOP. */
const unread = `
  SELECT FROM sessions s JOIN inbox i ON phone_key(i.event ->> 'visitorNumber') = phone_key(s.visitor_number)
  WHERE s.id = ledger.session_id AND i.outcome IS NULL AND i.kind = 'text_received'`;

/** A pause of an org's texts; org 0 stands for all. */
const pauseOf = (org: string) => `SELECT FROM pauses WHERE pauses.org_id IN (0, ${org})`;

/** Whether texts of an org are paused. */
export async function isPaused(db: Queryable, orgId: number): Promise<boolean> {
  const { rows } = await db.query<{ paused: boolean }>(`SELECT EXISTS (${pauseOf('$1')}) AS paused`, [orgId]);
  return rows[0]?.paused === true;
}

/** The reason why a send cannot be claimed; null if it can. */
export async function findObstacle(
  db: Queryable,
  id: string,
): Promise<'opted_out' | 'duplicate_session' | null> {
  const { rows } = await db.query<{ reason: 'opted_out' | 'duplicate_session' | null }>(
    `SELECT (${obstacle}) AS reason FROM ledger WHERE id = $1`,
    [id],
  );
  return rows[0]?.reason ?? null;
}

/**
 * Claims a send: of any number of concurrent attempts, one gets it. Null if the send is already claimed or settled, must not go
 * out any more (see findObstacle), or has to wait because a text of its recipient is unread or texts are paused.
 */
export async function claim(db: Queryable, id: string): Promise<Send | null> {
  const { rows } = await db.query<Send>(claimSql, [id]);
  return rows[0] ?? null;
}

const claimSql = moveSql('claim', {
  set: ['attempts = attempts + 1', 'attempted_at = clock_timestamp()', 'absences = 0'],
  where: `id = $1 AND NOT EXISTS (${obstacle}) AND NOT EXISTS (${unread})
    AND NOT (medium = 'sms' AND EXISTS (${pauseOf('ledger.org_id')}))`,
  returning: sendColumns,
});
