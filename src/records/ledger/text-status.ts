import type { Queryable } from '../../platform/db/pool.js';
import type { TextStatus } from '../../contracts/events.js';
import type { LedgerState } from './ledger.js';

/** Twilio's words for where a text is (Twilio docs, outbound message status), as states of ours. */
const states: Readonly<Record<string, LedgerState>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
};

export interface StatusEffect {
  readonly orgId: number;
  readonly conversationId: number;
  readonly ledgerId: string;
  readonly isFollowUp: boolean;
  readonly attemptedAt: Date;
  readonly sessionId: number | null;
  /** Null only for a text without a thread, which the product never writes. */
  readonly visitorNumber: string | null;
  /** The callback was the first to tell that the text was taken. */
  readonly settled: boolean;
  /** The text has just turned out to be undeliverable. */
  readonly failed: boolean;
}

/**
 * Moves a text along by a status callback, found by the ledger ID in the callback's URL, else by SID. Callbacks come in
 * any order and any number: the state only ever moves forward, and final states stay. An entry that we gave up after
 * an attempt is not final: the callback proves that the attempt succeeded. One that Twilio refused stays so. Null where the text is not ours.
 */
export async function applyTextStatus(db: Queryable, event: TextStatus): Promise<StatusEffect | null> {
  const { rows } = await db.query<{
    orgId: number;
    conversationId: number;
    ledgerId: string;
    isFollowUp: boolean;
    attemptedAt: Date;
    sessionId: number | null;
    visitorNumber: string | null;
    before: string;
    moved: boolean;
  }>(
    `WITH target AS (
       SELECT id, CASE WHEN state = 'refused' AND attempts > 0 AND coalesce(error_code, '') !~ '^([0-9]|http_)'
                        THEN 'sending' ELSE state END AS state FROM ledger
       WHERE medium = 'sms' AND (id = $1::uuid OR ($1 IS NULL AND vendor_id = $2))
         AND (vendor_id IS NULL OR vendor_id = $2)
       FOR UPDATE
     ), moved AS (
       UPDATE ledger SET state = $3, vendor_id = $2, error_code = coalesce($4, error_code), updated_at = clock_timestamp()
       FROM target
       WHERE ledger.id = target.id AND $3::text IS NOT NULL
         AND text_state_rank($3) > text_state_rank(target.state)
       RETURNING ledger.id
     )
     SELECT l.org_id AS "orgId", l.conversation_id AS "conversationId", l.id AS "ledgerId",
            l.purpose = 'follow_up' AS "isFollowUp", l.session_id AS "sessionId", coalesce(l.attempted_at, l.created_at) AS "attemptedAt", s.visitor_number AS "visitorNumber", t.state AS before,
            EXISTS (SELECT FROM moved) AS moved
     FROM target t JOIN ledger l USING (id) LEFT JOIN sessions s ON s.id = l.session_id`,
    [event.ledgerId, event.messageSid, states[event.status] ?? null, event.errorCode],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const {
    orgId,
    conversationId,
    ledgerId,
    isFollowUp,
    attemptedAt,
    sessionId,
    visitorNumber,
    before,
    moved,
  } = row;
  const after = states[event.status];
  return {
    orgId,
    conversationId,
    ledgerId,
    isFollowUp,
    attemptedAt,
    sessionId,
    visitorNumber,
    settled: moved && ['intended', 'sending', 'ambiguous', 'parked'].includes(before),
    failed: moved && (after === 'undelivered' || after === 'failed'),
  };
}
