import type { Queryable } from '../../platform/db/pool.js';
import { moveSql } from './transitions.js';

/** True if the send was moved; false if it stands where this transition does not begin, and stays as it is. */
const moved = async (db: Queryable, sql: string, values: readonly unknown[]): Promise<boolean> => {
  const { rowCount } = await db.query(sql, [...values]);
  return rowCount === 1;
};

const acceptSql = moveSql('accept', { set: ['vendor_id = $2', 'error_code = NULL'], where: 'id = $1' });
/**
 * The vendor has it. Also right after the send had been given up as ambiguous: then the vendor knew better. False if that was
 * known already, by a status callback that was quicker.
 */
export const markAccepted = (db: Queryable, id: string, vendorId: string): Promise<boolean> =>
  moved(db, acceptSql, [id, vendorId]);

const releaseSql = moveSql('release', { set: ['attempts = attempts - 1'], where: 'id = $1' });
/** Definitely not sent, for a passing reason: free to be sent again, and the attempt does not count. */
export const release = (db: Queryable, id: string): Promise<boolean> => moved(db, releaseSql, [id]);

const retrySql = moveSql('retry', { where: 'id = $1' });
/** The vendor was asked and does not know it: free to be sent again. */
export const freeForRetry = (db: Queryable, id: string): Promise<boolean> => moved(db, retrySql, [id]);

const loseSql = moveSql('lose', { where: 'id = $1' });
export const markAmbiguous = (db: Queryable, id: string): Promise<boolean> => moved(db, loseSql, [id]);

const refuseSql = moveSql('refuse', { set: ['error_code = $2'], where: 'id = $1' });
/** The vendor will never take it. */
export const markRefused = (db: Queryable, id: string, errorCode: string | null): Promise<boolean> =>
  moved(db, refuseSql, [id, errorCode]);

const dropSql = moveSql('drop', { set: ['error_code = $2'], where: 'id = $1' });
/** It is not wanted any more, and will never be sent. */
export const drop = (db: Queryable, id: string, reason: string): Promise<boolean> =>
  moved(db, dropSql, [id, reason]);

const dropUnsentSql = moveSql('drop', {
  set: ['error_code = $3'],
  where: `org_id = $1 AND conversation_id = $2 AND medium = 'sms'`,
});
/** The conversation is over: its texts that were not sent never will be. */
export async function dropUnsentTexts(
  db: Queryable,
  orgId: number,
  conversationId: number,
  reason: string | null,
): Promise<void> {
  await db.query(dropUnsentSql, [orgId, conversationId, reason]);
}

const retireSql = moveSql('retire', {
  set: [`cause = 'before:' || id || ':' || cause`],
  where: `org_id = $1 AND conversation_id = $2 AND medium = 'sms' AND cause = 'follow-up'`,
});
/** One cause, one send: a follow-up that was never sent keeps its end under another name, so that there can be a new one. */
export async function retireFollowUp(db: Queryable, orgId: number, conversationId: number): Promise<void> {
  await db.query(retireSql, [orgId, conversationId]);
}

const parkSql = moveSql('park', { where: 'id = $1' });
/** It could not be found out what became of it; an operator has to look. */
export const markParked = (db: Queryable, id: string): Promise<boolean> => moved(db, parkSql, [id]);

const shelveSql = moveSql('shelve', { where: 'id = $1' });
/** The vendor was away for as long as we try: an operator has to look, also at what was not even attempted. */
export const shelve = (db: Queryable, id: string): Promise<boolean> => moved(db, shelveSql, [id]);

/** How often in a row the vendor did not know a send, and how long after its last attempt it was asked. */
export interface Absence {
  readonly absences: number;
  /** By PostgreSQL's clock, which also told when it was attempted: a worker's own may be wrong. Infinity if it never was. */
  readonly attemptedMsAgo: number;
}

/** The vendor was asked and does not know it (yet). */
export async function countAbsence(db: Queryable, id: string): Promise<Absence> {
  const { rows } = await db.query<Absence>(
    `UPDATE ledger SET absences = absences + 1, updated_at = clock_timestamp() WHERE id = $1
     RETURNING absences,
               coalesce(extract(epoch FROM clock_timestamp() - attempted_at) * 1000, 'Infinity')::float8 AS "attemptedMsAgo"`,
    [id],
  );
  if (rows[0] === undefined) throw new Error(`send ${id} does not exist`);
  await markAmbiguous(db, id);
  return rows[0];
}
