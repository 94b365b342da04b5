import type { Queryable } from '../../platform/db/pool.js';
import type { TextStatus } from '../../contracts/events.js';
import {
  moveSql,
  stateIn,
  transitions,
  unsettled,
  type SendState,
  type TransitionName,
} from './transitions.js';

type Reported = Extract<TransitionName, `report_${string}`>;

/** Twilio's words for where a text is (Twilio docs, outbound message status), as what they move a send to. */
const reports: ReadonlyMap<string, Reported> = new Map([
  ['accepted', 'report_accepted'],
  ['scheduled', 'report_accepted'],
  ['queued', 'report_accepted'],
  ['sending', 'report_accepted'],
  ['sent', 'report_sent'],
  ['delivered', 'report_delivered'],
  ['read', 'report_delivered'],
  ['undelivered', 'report_undelivered'],
  ['failed', 'report_failed'],
  ['canceled', 'report_failed'],
]);

/** Where a text stands that Twilio says this of; null for a word that we do not know. */
export function stateOfStatus(status: string): SendState | null {
  const report = reports.get(status);
  return report === undefined ? null : transitions[report].to;
}

/** A send that we gave up after an attempt, by a reason of our own: not one that the vendor refused. */
const gaveUp = `state = 'refused' AND attempts > 0 AND coalesce(error_code, '') !~ '^([0-9]|http_)'`;

const moveTo = (report: Reported): string =>
  moveSql(report, {
    set: ['vendor_id = $2', 'error_code = coalesce($3, error_code)'],
    using: 'target',
    state: 'target.state',
    where: `ledger.id = target.id AND (target.state <> 'refused' OR target."gaveUp")`,
    returning: 'ledger.id',
  });

/** Locks the text that a report is about, moves it, and tells what it was. A word that we do not know moves nothing. */
const applySql = (report: Reported | null): string => `
  WITH target AS (
    SELECT id, state, ${gaveUp} AS "gaveUp" FROM ledger
    WHERE medium = 'sms' AND (id = $1::uuid OR ($1 IS NULL AND vendor_id = $2))
      AND (vendor_id IS NULL OR vendor_id = $2)
    FOR UPDATE
  ), moved AS (
    ${report === null ? 'SELECT FROM target WHERE $3::text IS NULL AND false' : moveTo(report)}
  )
  SELECT l.org_id AS "orgId", l.conversation_id AS "conversationId", l.id AS "ledgerId",
         l.purpose = 'follow_up' AS "isFollowUp", l.session_id AS "sessionId",
         coalesce(l.attempted_at, l.created_at) AS "attemptedAt", s.visitor_number AS "visitorNumber",
         ${stateIn([...unsettled, 'refused'], 't.state')} AS "wasUnsettled", EXISTS (SELECT FROM moved) AS moved
  FROM target t JOIN ledger l USING (id) LEFT JOIN sessions s ON s.id = l.session_id`;

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
  const report = reports.get(event.status) ?? null;
  const { rows } = await db.query<Applied>(applySql(report), [
    event.ledgerId,
    event.messageSid,
    event.errorCode,
  ]);
  if (rows[0] === undefined) return null;
  const { wasUnsettled, moved, ...send } = rows[0];
  return {
    ...send,
    settled: moved && wasUnsettled,
    failed: moved && (report === 'report_undelivered' || report === 'report_failed'),
  };
}

interface Applied extends Omit<StatusEffect, 'settled' | 'failed'> {
  readonly wasUnsettled: boolean;
  readonly moved: boolean;
}
