import type { Queryable } from '../../../platform/db/pool.js';
import type { Medium } from '../../../records/ledger/ledger.js';
import { REFUSED_WORDS, UNCLEAR } from '../../../records/ledger/parked.js';
import type { SendState } from '../../../records/ledger/transitions.js';

/** A ledger row without its words. */
export interface RecordedSend {
  readonly id: string;
  readonly medium: Medium;
  readonly purpose: 'follow_up' | 'relay' | 'notice';
  readonly state: SendState;
  readonly attempts: number;
  readonly attemptedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When its turn on its number comes, where one is booked. */
  readonly sendAfter: Date | null;
  readonly vendorId: string | null;
  readonly errorCode: string | null;
  /** Characters. */
  readonly length: number;
  /** Nobody can say whether it went out, and nobody finds out any more: parked, or `sending` for long. */
  readonly isUnclear: boolean;
  /** A visitor's words that the vendor of chats refused: nobody has read them. */
  readonly isRefusedWords: boolean;
  /** An operator has seen that it is unclear, and leaves it so. */
  readonly leftAt: Date | null;
}

const MOST = 300;

/** What we meant to send in a conversation, oldest first; of very many the latest 300. */
export async function listSends(
  db: Queryable,
  orgId: number,
  conversationId: number,
): Promise<RecordedSend[]> {
  const { rows } = await db.query<RecordedSend>(
    `SELECT * FROM (
       SELECT id, medium, purpose, state, attempts, attempted_at AS "attemptedAt", created_at AS "createdAt",
              updated_at AS "updatedAt", send_after AS "sendAfter", vendor_id AS "vendorId", error_code AS "errorCode",
              length(body) AS length, ${UNCLEAR} AS "isUnclear",
              ${REFUSED_WORDS} AS "isRefusedWords", left_at AS "leftAt"
       FROM ledger WHERE org_id = $1 AND conversation_id = $2 ORDER BY created_at DESC, id LIMIT ${MOST}) latest
     ORDER BY "createdAt", id`,
    [orgId, conversationId],
  );
  return rows;
}
