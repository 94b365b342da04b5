import { reasons } from '../../contracts/reasons.js';
import { inOrgs, type Orgs } from '../../platform/db/in-orgs.js';
import type { Queryable } from '../../platform/db/pool.js';
import { wasTexted } from '../../records/ledger/was-texted.js';
import { inPeriod, type Period } from './period.js';

/** Outcomes of a set of conversations; each conversation counts in exactly one of `texted`, `waiting` and the reasons. */
export interface Outcomes {
  /** Conversations that Textback handled. */
  readonly takenUp: number;
  /** Twilio accepted the follow-up, whether or not it was delivered. */
  readonly texted: number;
  /** Conversations that still have neither a text nor a final reason. */
  readonly waiting: number;
  /** Conversations without a text, by reason; lists every reason, also those with a count of 0. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Whether `texted`, `waiting` and all `reasons` sum to `takenUp`. False means a bug. */
  readonly addsUp: boolean;
}

export interface Report extends Period {
  readonly total: Outcomes;
  /** Days on which at least one conversation was opened, oldest first. */
  readonly days: readonly ({ readonly day: string } & Outcomes)[];
}

export interface Count {
  /** YYYY-MM-DD */
  readonly day: string;
  /** `texted`, `waiting` or a reason; null if the records give none of them. */
  readonly outcome: string | null;
  readonly count: number;
}

/*
 * The ledger decides whether a conversation counts as texted, since a callback may prove a text after the conversation has
 * got its reason. While a conversation waits, its reason is provisional; while a text is being sent, it has none.
 */
const countByDay = `
  SELECT to_char(opened_at AT TIME ZONE $3, 'YYYY-MM-DD') AS day,
         CASE WHEN ${wasTexted} THEN 'texted'
              WHEN c.state = 'waiting' THEN 'waiting'
              WHEN c.reason IS NOT NULL THEN c.reason
              WHEN c.state = 'bridging' THEN 'waiting' END AS outcome,
         count(*)::int AS count
  FROM conversations c
  WHERE ${inPeriod('opened_at')} AND ${inOrgs('c.org_id', '$4')}
  GROUP BY 1, 2`;

/**
 * Counts the outcomes of conversations opened in the period, over these orgs. It uses one statement, so
 * that no conversation moves from one count to another in between.
 */
export async function countOutcomes(db: Queryable, period: Period, orgs: Orgs = null): Promise<Report> {
  const { from, to, zone } = period;
  const { rows } = await db.query<Count>(countByDay, [from, to, zone, orgs]);
  return toReport(period, rows);
}

/** Builds the report from the counts. Pure. */
export function toReport({ from, to, zone }: Period, counts: readonly Count[]): Report {
  const days = [...new Set(counts.map(({ day }) => day))].sort();
  const daily = days.map((day) => ({ day, ...sum(counts.filter((count) => count.day === day)) }));
  return { from, to, zone, total: sum(counts), days: daily };
}

function sum(counts: readonly Count[]): Outcomes {
  const of = (outcome: string) =>
    counts.filter((c) => c.outcome === outcome).reduce((all, { count }) => all + count, 0);
  const takenUp = counts.reduce((all, { count }) => all + count, 0);
  const [texted, waiting] = [of('texted'), of('waiting')];
  const known = Object.fromEntries(Object.keys(reasons).map((reason) => [reason, of(reason)]));
  const all = Object.values(known).reduce((some, count) => some + count, texted + waiting);
  return { takenUp, texted, waiting, reasons: known, addsUp: all === takenUp };
}
