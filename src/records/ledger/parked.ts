import type { Queryable } from '../../platform/db/pool.js';
import type { Send } from './ledger.js';

/** A send with an unknown outcome, without number and body. */
export interface ParkedEntry {
  readonly id: string;
  readonly conversationId: number;
  readonly medium: Send['medium'];
  readonly purpose: Send['purpose'];
  readonly state: Send['state'];
  readonly attempts: number;
  readonly attemptedAt: Date | null;
}

/** SQL condition on a ledger row: parked, or ambiguous for longer than any look-up takes. */
export const UNCLEAR = `(state = 'parked' OR (state IN ('sending', 'ambiguous') AND updated_at < clock_timestamp() - interval '1 hour'))`;
/** The operators' list excludes sends that an operator chose to leave. */
const LISTED = `${UNCLEAR} AND left_at IS NULL`;

export async function listParked(db: Queryable, limit: number): Promise<ParkedEntry[]> {
  const { rows } = await db.query<ParkedEntry>(
    `SELECT id, conversation_id AS "conversationId", medium, purpose, state, attempts, attempted_at AS "attemptedAt"
     FROM ledger WHERE ${LISTED} ORDER BY updated_at DESC, id LIMIT $1`,
    [limit],
  );
  return rows;
}

export async function countParked(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ledger WHERE ${LISTED}`,
  );
  return rows[0]?.count ?? 0;
}
