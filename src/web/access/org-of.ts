import type { Queryable } from '../../platform/db/pool.js';
import { wholeNumber } from './whole-number.js';

/** The org of an event in the inbox; null if there is none of this ID. */
export async function orgOfEvent(db: Queryable, id: string): Promise<number | null> {
  const number = wholeNumber(id);
  if (number === null) return null;
  const { rows } = await db.query<{ orgId: number }>('SELECT org_id AS "orgId" FROM inbox WHERE id = $1', [
    number,
  ]);
  return rows[0]?.orgId ?? null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The org of a send; null if there is none of this ID. */
export async function orgOfSend(db: Queryable, id: string): Promise<number | null> {
  if (!UUID.test(id)) return null;
  const { rows } = await db.query<{ orgId: number }>('SELECT org_id AS "orgId" FROM ledger WHERE id = $1', [
    id,
  ]);
  return rows[0]?.orgId ?? null;
}
