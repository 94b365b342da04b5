import type { Queryable } from '../../platform/db/pool.js';

/** How far a vendor's list has been read. */
export interface Checkpoint {
  /** When the first look was taken: what happened before is left alone. */
  readonly beganAt: Date;
  /** By the vendor's clock. */
  readonly readUntil: Date;
}

/** The checkpoint of a list; a list that was never read begins now. */
export async function findCheckpoint(db: Queryable, orgId: number, list: string): Promise<Checkpoint> {
  const columns = 'began_at AS "beganAt", read_until AS "readUntil"';
  const { rows } = await db.query<Checkpoint>(
    `WITH made AS (
       INSERT INTO checkpoints (org_id, list, began_at, read_until)
       SELECT $1, $2, at, at FROM clock_timestamp() AS at
       ON CONFLICT DO NOTHING RETURNING began_at, read_until)
     SELECT ${columns} FROM made UNION ALL SELECT ${columns} FROM checkpoints WHERE org_id = $1 AND list = $2`,
    [orgId, list],
  );
  const [found] = rows;
  return found ?? findCheckpoint(db, orgId, list); // another process has made it in this moment
}

/** Moves the checkpoint forward; a slower process never moves it back. */
export async function moveCheckpoint(
  db: Queryable,
  orgId: number,
  list: string,
  readUntil: Date,
): Promise<void> {
  await db.query(
    'UPDATE checkpoints SET read_until = greatest(read_until, $3) WHERE org_id = $1 AND list = $2',
    [orgId, list, readUntil],
  );
}
