import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import { BOOKED_FOR_MS, isFirstText } from './first-texts.js';

/** An org's first texts of the last 60 minutes, or since an operator let the hour begin anew. */
export interface BudgetUse {
  readonly orgId: number;
  /** Sent, being sent, or with a send slot. */
  readonly used: number;
  /** First texts an hour: the org's own setting, else the installation's; null if there is no limit. */
  readonly limit: number | null;
  /** When the limit was reached; null if it is not. */
  readonly spentAt: Date | null;
}

/**
 * SQL: one row for each first text that counts now, with `org_id` and `at`. `$1`: milliseconds for which a slot that has come counts.
 * Those with a slot count as of now: they leave the hour last.
 */
const counted = `
  SELECT l.org_id, l.created_at AS at, NULL::bigint AS booked_by FROM ledger l
  WHERE ${isFirstText('l')} AND l.created_at > greatest(clock_timestamp() - interval '1 hour',
    (SELECT max(lifted_at) FROM budget_lifts b WHERE b.org_id = l.org_id))
  UNION ALL
  SELECT org_id, clock_timestamp(), conversation_id FROM conversations
  WHERE state = 'waiting' AND send_after > clock_timestamp() - $1 * interval '1 millisecond'`;

/** Lets one first text of an org be counted at a time, until the transaction ends. Locked after the recipient. */
export async function lockBudget(client: Client, orgId: number): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`first text ${orgId} budget`]);
}

/** Whether the org may send one more first text; that of this conversation is not counted. */
export async function hasRoom(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  limit: number,
): Promise<boolean> {
  const { rows } = await db.query<{ used: number }>(
    `SELECT count(*)::int AS used FROM (${counted}) first
     WHERE org_id = $2 AND booked_by IS DISTINCT FROM $3`,
    [BOOKED_FOR_MS, orgId, conversationId],
  );
  return (rows[0]?.used ?? 0) < limit;
}

/** The orgs that have sent first texts within the hour. `limit`: of orgs that have set none themselves. */
export async function readBudgets(db: Queryable, limit: number | null): Promise<BudgetUse[]> {
  const { rows } = await db.query<BudgetUse>(
    `WITH used AS (
       SELECT org_id, count(*)::int AS used, array_agg(at ORDER BY at) AS times FROM (${counted}) first GROUP BY org_id
     ), limited AS (
       SELECT used.*, CASE own WHEN 'off' THEN NULL ELSE coalesce(own::int, $2::int) END AS most
       FROM used LEFT JOIN LATERAL (
         SELECT settings ->> 'firstTextsPerHour' AS own FROM org_settings s
         WHERE s.org_id = used.org_id ORDER BY version DESC LIMIT 1) latest ON true
     )
     SELECT org_id AS "orgId", used, most AS "limit", times[most] AS "spentAt" FROM limited ORDER BY org_id`,
    [BOOKED_FOR_MS, limit],
  );
  return rows;
}
