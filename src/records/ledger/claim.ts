import { isContactSilent } from '../consent/chat-opt-out.js';
import { latestConsent } from '../consent/consents.js';
import { deadCode } from '../dead-numbers/dead-numbers.js';
import type { Queryable } from '../../platform/db/pool.js';
import { sendColumns, type Send } from './ledger.js';
import { moveSql } from './transitions.js';

/**
 * Why a text may not go out (any more): its recipient opted out, the visitor has another number by now, its
 * thread was closed, texts go to test numbers only ($2) and this is none, or no text reaches the number.
 */
const obstacle = `
  SELECT code FROM (
    SELECT CASE WHEN latest.status = 'opted_out' OR ${isContactSilent('c', 's.visitor_number')} THEN 'opted_out'
                WHEN s.closed_at IS NOT NULL AND phone_key(c.phone) IS DISTINCT FROM phone_key(s.visitor_number) THEN 'number_gone'
                WHEN s.closed_at IS NOT NULL THEN 'duplicate_session'
                WHEN $2::text[] IS NOT NULL AND NOT EXISTS (
                  SELECT FROM unnest($2::text[]) AS n WHERE phone_key(n) = phone_key(s.visitor_number)) THEN 'disabled'
                ELSE (${deadCode('s.org_id', 's.visitor_number')}) END AS code
    FROM sessions s
    JOIN conversations c ON c.org_id = s.org_id AND c.conversation_id = s.conversation_id
    LEFT JOIN LATERAL (${latestConsent('s.org_id', 's.visitor_number')}) latest ON true
    WHERE s.id = ledger.session_id) why
  WHERE code IS NOT NULL`;

/** A text of the recipient to this org, or to a number whose org is not known yet (0), is stored but not yet read; it may be a STOP. */
const unread = `
  SELECT FROM sessions s JOIN inbox i ON i.org_id IN (0, s.org_id) AND phone_key(i.event ->> 'visitorNumber') = phone_key(s.visitor_number)
  WHERE s.id = ledger.session_id AND i.outcome IS NULL AND i.kind = 'text_received'`;

/** A pause of an org's texts; org 0 stands for all. */
const pauseOf = (org: string) => `SELECT FROM pauses WHERE pauses.org_id IN (0, ${org})`;

/** Whether texts of an org are paused. */
export async function isPaused(db: Queryable, orgId: number): Promise<boolean> {
  const { rows } = await db.query<{ paused: boolean }>(`SELECT EXISTS (${pauseOf('$1')}) AS paused`, [orgId]);
  return rows[0]?.paused === true;
}

/** The only numbers that are texted; null: everybody may be. */
export type OnlyTo = readonly string[] | null;

/** The code for why a send must not go out, one of our reasons or the vendor's number for one; null if nothing stands in its way. */
export async function findObstacle(db: Queryable, id: string, onlyTo: OnlyTo): Promise<string | null> {
  const { rows } = await db.query<{ code: string | null }>(
    `SELECT (${obstacle}) AS code FROM ledger WHERE id = $1`,
    [id, onlyTo],
  );
  return rows[0]?.code ?? null;
}

/**
 * Claims a send: of any number of concurrent attempts, one gets it. Null if the send is already claimed or settled, must not go
 * out any more (see findObstacle), or has to wait because a text of its recipient is unread or texts are paused.
 */
export async function claim(db: Queryable, id: string, onlyTo: OnlyTo = null): Promise<Send | null> {
  const { rows } = await db.query<Send>(claimSql, [id, onlyTo]);
  return rows[0] ?? null;
}

const claimSql = moveSql('claim', {
  set: ['attempts = attempts + 1', 'attempted_at = clock_timestamp()', 'absences = 0'],
  where: `id = $1 AND NOT EXISTS (${obstacle}) AND NOT EXISTS (${unread})
    AND NOT (medium = 'sms' AND EXISTS (${pauseOf('ledger.org_id')}))`,
  returning: sendColumns,
});
