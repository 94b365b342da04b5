import { inOrgs, type Orgs } from '../../platform/db/in-orgs.js';
import type { Queryable } from '../../platform/db/pool.js';
import { policyOf } from '../../vendors/sms-codes.js';

/** How long a number is remembered as dead; then a text is tried again, and the row is deleted. */
const REMEMBERED = `interval '90 days'`;

/** A phone and the time at which something was learnt of it: when the text was sent that tells it, or when the phone's own was received. */
interface Learnt {
  readonly orgId: number;
  readonly phone: string;
  readonly at: Date;
}

/**
 * Remembers the number if the vendor's code says that no text reaches it. Not if the phone has texted since, or got a later text: reports
 * come in any order. Recording it twice changes nothing.
 */
export async function noteDead(
  db: Queryable,
  { orgId, phone, at }: Learnt,
  code: string | null,
): Promise<void> {
  if (code === null || policyOf(code).dead !== true) return;
  await db.query(
    `INSERT INTO dead_numbers (org_id, phone_key, code, at)
     SELECT $1, phone_key($2), $3, $4
     WHERE NOT EXISTS (
       SELECT FROM sessions s WHERE s.org_id = $1 AND phone_key(s.visitor_number) = phone_key($2) AND (s.heard_at > $4 OR EXISTS (
         SELECT FROM ledger l WHERE l.session_id = s.id AND l.org_id = s.org_id AND l.conversation_id = s.conversation_id
           AND l.medium = 'sms' AND l.state = 'delivered' AND l.attempted_at > $4)))
     ON CONFLICT (org_id, phone_key) DO UPDATE SET code = excluded.code, at = excluded.at WHERE dead_numbers.at < excluded.at`,
    [orgId, phone, code, at],
  );
}

/** The phone has texted, or got a text: what was learnt before no longer holds. */
export async function noteAlive(db: Queryable, { orgId, phone, at }: Learnt): Promise<void> {
  await db.query('DELETE FROM dead_numbers WHERE org_id = $1 AND phone_key = phone_key($2) AND at <= $3', [
    orgId,
    phone,
    at,
  ]);
}

/** SQL for the vendor's code that says why no text reaches a number; `orgId` and `phone` are SQL too. */
export const deadCode = (orgId: string, phone: string): string =>
  `SELECT code FROM dead_numbers d
   WHERE d.org_id = ${orgId} AND d.phone_key = phone_key(${phone}) AND d.at > clock_timestamp() - ${REMEMBERED}`;

/** The vendor's code that says why no text reaches this number; null if nothing of the kind is remembered. */
export async function findDeadCode(db: Queryable, orgId: number, phone: string): Promise<string | null> {
  const { rows } = await db.query<{ code: string }>(deadCode('$1', '$2'), [orgId, phone]);
  return rows[0]?.code ?? null;
}

export const isDeadNumber = async (db: Queryable, orgId: number, phone: string): Promise<boolean> =>
  (await findDeadCode(db, orgId, phone)) !== null;

export async function countDead(db: Queryable, orgs: Orgs = null): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM dead_numbers
     WHERE at > clock_timestamp() - ${REMEMBERED} AND ${inOrgs('org_id', '$1')}`,
    [orgs],
  );
  return rows[0]?.count ?? 0;
}

/** Deletes at most `most` numbers whose time is over; returns how many. */
export async function forgetDead(db: Queryable, most: number): Promise<number> {
  const { rowCount } = await db.query(
    `WITH old AS MATERIALIZED (
       SELECT org_id, phone_key FROM dead_numbers WHERE at <= clock_timestamp() - ${REMEMBERED} LIMIT $1 FOR UPDATE SKIP LOCKED)
     DELETE FROM dead_numbers d USING old WHERE d.org_id = old.org_id AND d.phone_key = old.phone_key`,
    [most],
  );
  return rowCount ?? 0;
}
