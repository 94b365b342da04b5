import { reasons } from '../../contracts/reasons.js';
import type { Queryable } from '../../platform/db/pool.js';
import { wasTexted } from '../../records/ledger/was-texted.js';
import { inPeriod, type Period } from './period.js';

/** What became of a number of conversations; each of them is in exactly one of `texted`, `waiting` and one reason. */
export interface Outcomes {
  /** Conversations that Textback has taken up. */
  readonly takenUp: number;
  /** Twilio took the follow-up, whether it was delivered or not. */
  readonly texted: number;
  /** Neither a text yet nor a reason that is final. */
  readonly waiting: number;
  /** Those without a text, by reason; every reason of the list is there. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Whether texted, waiting and all reasons together are takenUp. Anything but true is a defect. */
  readonly addsUp: boolean;
}

export interface Report extends Period {
  readonly total: Outcomes;
  /** Days on which a conversation was opened, oldest first. */
  readonly days: readonly ({ readonly day: string } & Outcomes)[];
}

export interface Count {
  /** YYYY-MM-DD */
  readonly day: string;
  /** `texted`, `waiting`, a reason; null where the records say none of them. */
  readonly outcome: string | null;
  readonly count: number;
}

/*
 * The ledger decides what counts as texted: what a callback proves after a conversation has got its reason is a text all
 * the same. While a conversation waits its reason is a provisional one; while a text is under way it has none.
 */
const countByDay = `
  SELECT to_char(opened_at AT TIME ZONE $3, 'YYYY-MM-DD') AS day,
         CASE WHEN ${wasTexted} THEN 'texted'
              WHEN c.state = 'waiting' THEN 'waiting'
              WHEN c.reason IS NOT NULL THEN c.reason
              WHEN c.state = 'bridging' THEN 'waiting' END AS outcome,
         count(*)::int AS count
  FROM conversations c
  WHERE ${inPeriod('opened_at')}
  GROUP BY 1, 2`;

/**
 * Counts what became of the conversations that were opened in the period, in one statement, so that no conversation moves
 * from one count to another in between. All orgs of the installation together.
 */
export async function countOutcomes(db: Queryable, period: Period): Promise<Report> {
  const { from, to, zone } = period;
  const { rows } = await db.query<Count>(countByDay, [from, to, zone]);
  return toReport(period, rows);
}

/** Puts counts together. Pure. */
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
