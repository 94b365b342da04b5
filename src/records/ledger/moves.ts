import type { Queryable } from '../../platform/db/pool.js';
import { isFirstTextCause } from './texted-numbers.js';
import { moveSql } from './transitions.js';

/** True if the send changed state; false if the transition does not start from its state, which then stays. */
const moved = async (db: Queryable, sql: string, values: readonly unknown[]): Promise<boolean> => {
  const { rowCount } = await db.query(sql, [...values]);
  return rowCount === 1;
};

const acceptSql = moveSql('accept', { set: ['vendor_id = $2', 'error_code = NULL'], where: 'id = $1' });
/**
 * The vendor has the send. Also valid after we gave the send up as ambiguous, since the vendor knows better. False if a
 * quicker status callback already said so.
 */
export const markAccepted = (db: Queryable, id: string, vendorId: string): Promise<boolean> =>
  moved(db, acceptSql, [id, vendorId]);

const releaseSql = moveSql('release', { set: ['attempts = attempts - 1'], where: 'id = $1' });
/** Definitely not sent, for a temporary reason: the send may be retried, and the attempt does not count. */
export const release = (db: Queryable, id: string): Promise<boolean> => moved(db, releaseSql, [id]);

const retrySql = moveSql('retry', { where: 'id = $1' });
/** The vendor was asked and does not have the send: it may be retried. */
export const freeForRetry = (db: Queryable, id: string): Promise<boolean> => moved(db, retrySql, [id]);

const loseSql = moveSql('lose', { where: 'id = $1' });
export const markAmbiguous = (db: Queryable, id: string): Promise<boolean> => moved(db, loseSql, [id]);

const refuseSql = moveSql('refuse', { set: ['error_code = $2'], where: 'id = $1' });
/** The vendor refused the send for good. */
export const markRefused = (db: Queryable, id: string, errorCode: string | null): Promise<boolean> =>
  moved(db, refuseSql, [id, errorCode]);

const dropSql = moveSql('drop', { set: ['error_code = $2'], where: 'id = $1' });
/** The send is no longer wanted and will never go out. */
export const drop = (db: Queryable, id: string, reason: string): Promise<boolean> =>
  moved(db, dropSql, [id, reason]);

/** The name under which the parts of one message are recorded, without their numbers. */
const whole = (cause: string): string => `regexp_replace(${cause}, ':[0-9]+/[0-9]+$', '')`;

const dropRestSql = moveSql('drop', {
  set: ['error_code = $2'],
  using: 'ledger AS part',
  where: `part.id = $1 AND part.medium = 'sms' AND ledger.medium = 'sms' AND part.cause ~ ':[0-9]+/[0-9]+$'
    AND ledger.org_id = part.org_id AND ledger.conversation_id = part.conversation_id AND ledger.id <> part.id
    AND ${whole('ledger.cause')} = ${whole('part.cause')}`,
});
/** A part of a message did not go out: the parts that would have followed are not sent either. Changes nothing for a whole message. */
export async function dropRest(db: Queryable, id: string, reason: string): Promise<void> {
  await db.query(dropRestSql, [id, reason]);
}

const dropUnsentSql = moveSql('drop', {
  set: ['error_code = $3'],
  where: `org_id = $1 AND conversation_id = $2 AND medium = 'sms'`,
});
/** The conversation is over: drops its unsent texts. */
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
  where: `org_id = $1 AND conversation_id = $2 AND medium = 'sms' AND ${isFirstTextCause}`,
});
/** Since one cause has one send, renames the causes of first texts that were never sent, so that there can be new ones. */
export async function retireFollowUp(db: Queryable, orgId: number, conversationId: number): Promise<void> {
  await db.query(retireSql, [orgId, conversationId]);
}

const parkSql = moveSql('park', { where: 'id = $1' });
/** The outcome could not be determined; an operator has to check. */
export const markParked = (db: Queryable, id: string): Promise<boolean> => moved(db, parkSql, [id]);

const shelveSql = moveSql('shelve', { where: 'id = $1' });
/** The vendor was away for as long as we try: an operator has to check, even if no attempt was made. */
export const shelve = (db: Queryable, id: string): Promise<boolean> => moved(db, shelveSql, [id]);

/** How often in a row the vendor did not have a send, and how long after the last attempt it was asked. */
export interface Absence {
  readonly absences: number;
  /** By PostgreSQL's clock, which also timed the attempt, since a worker's clock may be wrong. Infinity without an attempt. */
  readonly attemptedMsAgo: number;
}

/** Records that the vendor was asked and does not have the send (yet). */
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
