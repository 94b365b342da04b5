import type { Queryable } from '../../platform/db/pool.js';
import type { TextStatus } from '../../contracts/events.js';
import { isReportedWord, reportedStates, type TextState } from '../../contracts/stored-names.js';
import {
  moveSql,
  stateIn,
  transitions,
  unsettled,
  type SendState,
  type TransitionName,
} from './transitions.js';

/** The transition that a status report triggers. */
type Reported = Extract<TransitionName, `report_${TextState}`>;

const reportOf = (word: string): Reported | null =>
  isReportedWord(word) ? `report_${reportedStates[word]}` : null;

/** The send state for a reported status; null for an unknown status. */
export function stateOfStatus(status: string): SendState | null {
  const report = reportOf(status);
  return report === null ? null : transitions[report].to;
}

/** SQL: we gave the send up after an attempt, for one of our reasons. Excludes sends that the vendor refused. */
const gaveUp = `state = 'refused' AND attempts > 0 AND coalesce(error_code, '') !~ '^([0-9]|http_)'`;

const wasUnsettled = (state: string): string => stateIn([...unsettled, 'refused'], state);

const isFailure = (report: Reported | null): boolean =>
  report === 'report_undelivered' || report === 'report_failed';

const moveTo = (report: Reported): string =>
  moveSql(report, {
    set: [
      'vendor_id = $2',
      'error_code = coalesce($3, error_code)',
      `settled_by = CASE WHEN ${wasUnsettled('target.state')} THEN $4::bigint ELSE ledger.settled_by END`,
      ...(isFailure(report) ? ['failed_by = $4::bigint'] : []),
    ],
    using: 'target',
    state: 'target.state',
    where: `ledger.id = target.id AND (target.state <> 'refused' OR target."gaveUp")`,
    returning: 'ledger.id, ledger.settled_by, ledger.failed_by',
  });

/** Locks the reported text, changes its state and returns the previous one. An unknown status changes nothing. */
const applySql = (report: Reported | null): string => `
  WITH target AS (
    SELECT id, state, settled_by, failed_by, ${gaveUp} AS "gaveUp" FROM ledger
    WHERE medium = 'sms' AND (id = $1::uuid OR ($1 IS NULL AND vendor_id = $2 AND org_id = coalesce(nullif($5::bigint, 0), org_id)))
      AND (vendor_id IS NULL OR vendor_id = $2)
    FOR UPDATE
  ), moved AS (
    ${report === null ? 'SELECT id, settled_by, failed_by FROM target WHERE false AND $3::text IS NULL AND $4::bigint IS NULL' : moveTo(report)}
  )
  SELECT l.org_id AS "orgId", l.conversation_id AS "conversationId", l.id AS "ledgerId",
         l.purpose = 'follow_up' AS "isFollowUp", l.session_id AS "sessionId",
         coalesce(l.attempted_at, l.created_at) AS "attemptedAt", s.visitor_number AS "visitorNumber",
         m.id IS NOT NULL AS "isNew",
         coalesce(m.settled_by, t.settled_by) IS NOT DISTINCT FROM $4::bigint AS settled,
         coalesce(m.failed_by, t.failed_by) IS NOT DISTINCT FROM $4::bigint AS failed
  FROM target t JOIN ledger l USING (id) LEFT JOIN moved m USING (id) LEFT JOIN sessions s ON s.id = l.session_id`;

export interface StatusEffect {
  readonly orgId: number;
  readonly conversationId: number;
  readonly ledgerId: string;
  readonly isFollowUp: boolean;
  readonly attemptedAt: Date;
  readonly sessionId: number | null;
  /** Null only for a text without a thread, which Textback never creates. */
  readonly visitorNumber: string | null;
  /** True if this call changed the text's state; false if the report is a repeat or tells nothing new. */
  readonly isNew: boolean;
  /** True if this report was the first to show that the vendor accepted the text, even if it is being handled again. */
  readonly settled: boolean;
  /** True if this report said that the text could not be delivered, even if it is being handled again. */
  readonly failed: boolean;
}

/**
 * Applies a status callback to its text, found by the ledger ID in the callback's URL, else by SID. Callbacks come in any
 * order and any number: the state only moves forward, and final states stay. A send that we gave up after an attempt is not
 * final, because the callback proves that the attempt succeeded. A send that Twilio refused stays refused. Null if the text
 * is not ours.
 */
export async function applyTextStatus(
  db: Queryable,
  event: TextStatus,
  reportId: number,
  orgId = 0,
): Promise<StatusEffect | null> {
  const { rows } = await db.query<StatusEffect>(applySql(reportOf(event.status)), [
    event.ledgerId,
    event.messageSid,
    event.errorCode,
    reportId,
    orgId,
  ]);
  return rows[0] ?? null;
}
