import { latestConsent } from '../consent/consents.js';
import type { Queryable } from '../../platform/db/pool.js';

export type Medium = 'sms' | 'chat' | 'note';
export type LedgerState =
  | 'intended'
  | 'sending'
  | 'ambiguous'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'refused'
  | 'parked';

/** One thing that we mean to send, and what became of it. */
export interface LedgerEntry {
  readonly id: string;
  readonly orgId: number;
  readonly conversationId: number;
  readonly medium: Medium;
  readonly purpose: 'follow_up' | 'relay' | 'notice';
  readonly cause: string;
  readonly sessionId: number | null;
  readonly body: string;
  readonly state: LedgerState;
  readonly attempts: number;
  readonly attemptedAt: Date | null;
  readonly absences: number;
  readonly vendorId: string | null;
  readonly errorCode: string | null;
}

const columns = `id, org_id AS "orgId", conversation_id AS "conversationId", medium, purpose, cause,
  session_id AS "sessionId", body, state, attempts, attempted_at AS "attemptedAt", absences,
  vendor_id AS "vendorId", error_code AS "errorCode"`;

export type Intention = Pick<
  LedgerEntry,
  'orgId' | 'conversationId' | 'medium' | 'purpose' | 'cause' | 'sessionId' | 'body'
>;

/** Writes down what is to be sent. The same cause again gives the entry that is there: one cause, one send. */
export async function intend(db: Queryable, i: Intention): Promise<LedgerEntry> {
  await db.query(
    `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, session_id, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT ledger_one_send_per_cause DO NOTHING`,
    [i.orgId, i.conversationId, i.medium, i.purpose, i.cause, i.sessionId, i.body],
  );
  const entry = await findByCause(db, i.orgId, i.conversationId, i.medium, i.cause);
  if (entry === null) throw new Error('a ledger entry that was just written is not there');
  return entry;
}

export async function findByCause(
  db: Queryable,
  orgId: number,
  conversationId: number,
  medium: Medium,
  cause: string,
): Promise<LedgerEntry | null> {
  const { rows } = await db.query<LedgerEntry>(
    `SELECT ${columns} FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium = $3 AND cause = $4`,
    [orgId, conversationId, medium, cause],
  );
  return rows[0] ?? null;
}

/** The entries of a cause that was cut into parts, `cause` or `cause:i/n`, in no order. */
export async function findByCauses(
  db: Queryable,
  orgId: number,
  conversationId: number,
  medium: Medium,
  cause: string,
): Promise<LedgerEntry[]> {
  const { rows } = await db.query<LedgerEntry>(
    `SELECT ${columns} FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium = $3
       AND (cause = $4 OR starts_with(cause, $4 || ':'))`,
    [orgId, conversationId, medium, cause],
  );
  return rows;
}

export async function findEntry(db: Queryable, id: string): Promise<LedgerEntry> {
  const { rows } = await db.query<LedgerEntry>(`SELECT ${columns} FROM ledger WHERE id = $1`, [id]);
  if (rows[0] === undefined) throw new Error(`ledger entry ${id} does not exist`);
  return rows[0];
}

/** Why a text may not go out (any more): its recipient has opted out, or its thread was closed or taken over. */
const obstacle = `
  SELECT CASE WHEN latest.status = 'opted_out' THEN 'opted_out' ELSE 'duplicate_session' END AS reason
  FROM sessions s
  LEFT JOIN LATERAL (${latestConsent('s.org_id', 's.visitor_number')}) latest ON true
  WHERE s.id = ledger.session_id AND (latest.status = 'opted_out' OR s.closed_at IS NOT NULL)`;

/** A text of its recipient is stored and not yet read: it may be a STOP. */
const unread = `
  SELECT FROM sessions s JOIN inbox i ON i.event ->> 'visitorNumber' = s.visitor_number
  WHERE s.id = ledger.session_id AND i.outcome IS NULL AND i.kind = 'text_received'`;

/** A pause of an org's texts; org 0 stands for all. */
const pauseOf = (org: string) => `SELECT FROM pauses WHERE pauses.org_id IN (0, ${org})`;

/** Whether texts of an org are paused. */
export async function isPaused(db: Queryable, orgId: number): Promise<boolean> {
  const { rows } = await db.query<{ paused: boolean }>(`SELECT EXISTS (${pauseOf('$1')}) AS paused`, [orgId]);
  return rows[0]?.paused === true;
}

/** The reason why an entry cannot be claimed; null where nothing stands in the way. */
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
 * Takes the right to send an entry: of any number of attempts that ask, one gets it. Null where it was taken before, is
 * settled, must not go out any more (see findObstacle), not before a text of its recipient has been read, or not while texts
 * are paused.
 */
export async function claim(db: Queryable, id: string): Promise<LedgerEntry | null> {
  const { rows } = await db.query<LedgerEntry>(
    `UPDATE ledger SET state = 'sending', attempts = attempts + 1, attempted_at = clock_timestamp(), absences = 0,
                       updated_at = clock_timestamp()
     WHERE id = $1 AND state = 'intended' AND NOT EXISTS (${obstacle}) AND NOT EXISTS (${unread})
       AND NOT (medium = 'sms' AND EXISTS (${pauseOf('ledger.org_id')}))
     RETURNING ${columns}`,
    [id],
  );
  return rows[0] ?? null;
}

/**
 * The vendor has it. Also right after the entry had been given up as ambiguous: then the vendor knew better. False where that
 * was known already, by a status callback that was quicker.
 */
export async function markAccepted(db: Queryable, id: string, vendorId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE ledger SET state = 'accepted', vendor_id = $2, error_code = NULL, updated_at = clock_timestamp()
     WHERE id = $1 AND state IN ('intended', 'sending', 'ambiguous', 'parked')`,
    [id, vendorId],
  );
  return rowCount === 1;
}

/** Surely not sent, for a passing reason: free to be sent again, and the attempt does not count. */
export async function markNotSent(db: Queryable, id: string): Promise<void> {
  await db.query(
    `UPDATE ledger SET state = 'intended', attempts = attempts - 1, updated_at = clock_timestamp()
     WHERE id = $1 AND state = 'sending'`,
    [id],
  );
}

/** The vendor was asked and does not know it: free to be sent again. False where the entry has moved on meanwhile. */
export async function markIntended(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE ledger SET state = 'intended', updated_at = clock_timestamp() WHERE id = $1 AND state IN ('sending', 'ambiguous')`,
    [id],
  );
  return rowCount === 1;
}

export async function markAmbiguous(db: Queryable, id: string): Promise<void> {
  await db.query(
    `UPDATE ledger SET state = 'ambiguous', updated_at = clock_timestamp() WHERE id = $1 AND state = 'sending'`,
    [id],
  );
}

/** It will never be sent. `from`: the states that this is true of. */
export async function markRefused(
  db: Queryable,
  id: string,
  errorCode: string | null,
  from: readonly LedgerState[] = ['intended', 'sending'],
): Promise<void> {
  await db.query(
    `UPDATE ledger SET state = 'refused', error_code = $2, updated_at = clock_timestamp()
     WHERE id = $1 AND state = ANY ($3)`,
    [id, errorCode, from],
  );
}

/** It could not be found out; an operator has to look. False where the entry has moved on meanwhile. */
export async function markParked(
  db: Queryable,
  id: string,
  from: readonly LedgerState[] = ['sending', 'ambiguous'],
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE ledger SET state = 'parked', updated_at = clock_timestamp() WHERE id = $1 AND state = ANY ($2)`,
    [id, from],
  );
  return rowCount === 1;
}

/** How often in a row the vendor did not know an entry, and how long after its last attempt it was asked. */
export interface Absence {
  readonly absences: number;
  /** By PostgreSQL's clock, which also told when it was attempted: a worker's own may be wrong. Infinity if it never was. */
  readonly attemptedMsAgo: number;
}

/** The vendor was asked and does not know it (yet). */
export async function countAbsence(db: Queryable, id: string): Promise<Absence> {
  const { rows } = await db.query<Absence>(
    `UPDATE ledger SET absences = absences + 1, state = CASE state WHEN 'sending' THEN 'ambiguous' ELSE state END,
                       updated_at = clock_timestamp()
     WHERE id = $1
     RETURNING absences,
               coalesce(extract(epoch FROM clock_timestamp() - attempted_at) * 1000, 'Infinity')::float8 AS "attemptedMsAgo"`,
    [id],
  );
  if (rows[0] === undefined) throw new Error(`ledger entry ${id} does not exist`);
  return rows[0];
}

/** Which of these vendor IDs belong to entries already: one message at the vendor is never two of ours. */
export async function ownedVendorIds(
  db: Queryable,
  orgId: number,
  vendorIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT vendor_id AS id FROM ledger WHERE org_id = $1 AND vendor_id = ANY ($2::text[])`,
    [orgId, vendorIds],
  );
  return new Set(rows.map((row) => row.id));
}
