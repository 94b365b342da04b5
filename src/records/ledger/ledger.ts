import type { Queryable } from '../../platform/db/pool.js';
import type { SendState } from './transitions.js';

export type Medium = 'sms' | 'chat' | 'note';

/**
 * A text or post that we intend to send, with its delivery state. The ledger is an outbox: the transaction that decides to send
 * writes the row before anything is sent, and the row records the progress of the send from then on.
 */
export interface Send {
  readonly id: string;
  readonly orgId: number;
  readonly conversationId: number;
  readonly medium: Medium;
  readonly purpose: 'follow_up' | 'relay' | 'notice';
  readonly cause: string;
  readonly sessionId: number | null;
  readonly body: string;
  readonly state: SendState;
  readonly attempts: number;
  readonly attemptedAt: Date | null;
  readonly absences: number;
  readonly vendorId: string | null;
  readonly errorCode: string | null;
}

/** SQL for the columns of a Send. */
export const sendColumns = `id, org_id AS "orgId", conversation_id AS "conversationId", medium, purpose, cause,
  session_id AS "sessionId", body, state, attempts, attempted_at AS "attemptedAt", absences,
  vendor_id AS "vendorId", error_code AS "errorCode"`;

export type Intention = Pick<
  Send,
  'orgId' | 'conversationId' | 'medium' | 'purpose' | 'cause' | 'sessionId' | 'body'
> & {
  /** A bot wrote the words: see bot-texts.ts. */
  readonly byBot?: boolean;
};

/** Records an intended send. One cause has one send: a repeat of the cause returns the existing one. */
export async function intend(db: Queryable, i: Intention): Promise<Send> {
  await db.query(
    `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, session_id, body, by_bot)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT ledger_one_send_per_cause DO NOTHING`,
    [i.orgId, i.conversationId, i.medium, i.purpose, i.cause, i.sessionId, i.body, i.byBot ?? null],
  );
  const send = await findByCause(db, i.orgId, i.conversationId, i.medium, i.cause);
  if (send === null) throw new Error('a send that was just written is not there');
  return send;
}

export async function findByCause(
  db: Queryable,
  orgId: number,
  conversationId: number,
  medium: Medium,
  cause: string,
): Promise<Send | null> {
  const { rows } = await db.query<Send>(
    `SELECT ${sendColumns} FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium = $3 AND cause = $4`,
    [orgId, conversationId, medium, cause],
  );
  return rows[0] ?? null;
}

/** The sends of a cause, which may be split into parts: `cause` or `cause:i/n`, unordered. */
export async function findByCauses(
  db: Queryable,
  orgId: number,
  conversationId: number,
  medium: Medium,
  cause: string,
): Promise<Send[]> {
  const { rows } = await db.query<Send>(
    `SELECT ${sendColumns} FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium = $3
       AND (cause = $4 OR starts_with(cause, $4 || ':'))`,
    [orgId, conversationId, medium, cause],
  );
  return rows;
}

export async function findSend(db: Queryable, id: string): Promise<Send> {
  const { rows } = await db.query<Send>(`SELECT ${sendColumns} FROM ledger WHERE id = $1`, [id]);
  if (rows[0] === undefined) throw new Error(`send ${id} does not exist`);
  return rows[0];
}

/** Those of the vendor IDs that already belong to sends: a vendor's message never belongs to two of our sends. */
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

/** Records that a send occupies its number from now on; false if that was already recorded. */
export async function takeSlotNow(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE ledger SET send_after = clock_timestamp() WHERE id = $1 AND send_after IS NULL',
    [id],
  );
  return rowCount === 1;
}
