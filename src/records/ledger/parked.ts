import { NOT_FOUND } from '../../contracts/stored-names.js';
import { inOrgs, type Orgs } from '../../platform/db/in-orgs.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { Send } from './ledger.js';

/** A send that waits for an operator, without number and body. */
export interface ParkedEntry {
  readonly id: string;
  readonly orgId: number;
  readonly conversationId: number;
  readonly medium: Send['medium'];
  readonly purpose: Send['purpose'];
  readonly state: Send['state'];
  readonly attempts: number;
  readonly attemptedAt: Date | null;
  readonly errorCode: string | null;
}

/** SQL condition on a ledger row: parked, or ambiguous for longer than any look-up takes. */
export const UNCLEAR = `(state = 'parked' OR (state IN ('sending', 'ambiguous') AND updated_at < clock_timestamp() - interval '1 hour'))`;
/**
 * SQL condition on a ledger row: the vendor of chats refused a visitor's words, so that nobody has read them. Notes of our own are not
 * among them, nor are texts: of a text that is refused the rep is told.
 */
export const REFUSED_WORDS = `(state = 'refused' AND purpose = 'relay' AND medium <> 'sms')`;

/** The same, because the vendor does not know the conversation; an operator has not settled it. */
export const OF_UNKNOWN_CHAT = `(${REFUSED_WORDS} AND error_code = '${NOT_FOUND}' AND left_at IS NULL)`;

/** The same condition on a send. */
export const areRefusedWords = ({
  state,
  purpose,
  medium,
}: Pick<Send, 'state' | 'purpose' | 'medium'>): boolean =>
  state === 'refused' && purpose === 'relay' && medium !== 'sms';

/** The operators' list excludes sends that an operator chose to leave. */
const LISTED = `(${UNCLEAR} OR ${REFUSED_WORDS}) AND left_at IS NULL`;

export async function listParked(db: Queryable, limit: number, orgs: Orgs = null): Promise<ParkedEntry[]> {
  const { rows } = await db.query<ParkedEntry>(
    `SELECT id, org_id AS "orgId", conversation_id AS "conversationId", medium, purpose, state, attempts, attempted_at AS "attemptedAt",
            error_code AS "errorCode"
     FROM ledger WHERE ${LISTED} AND ${inOrgs('org_id', '$2')} ORDER BY updated_at DESC, id LIMIT $1`,
    [limit, orgs],
  );
  return rows;
}

export interface ParkedCounts {
  /** Everything on the list. */
  readonly all: number;
  /** Those among them that are a visitor's words which the vendor of chats refused. */
  readonly refused: number;
}

export async function countParked(db: Queryable, orgs: Orgs = null): Promise<ParkedCounts> {
  const { rows } = await db.query<ParkedCounts>(
    `SELECT count(*)::int AS "all", (count(*) FILTER (WHERE ${REFUSED_WORDS}))::int AS refused FROM ledger
     WHERE ${LISTED} AND ${inOrgs('org_id', '$1')}`,
    [orgs],
  );
  return rows[0] ?? { all: 0, refused: 0 };
}
