import type { Config } from '../../platform/config/config.js';
import type { Orgs } from '../../platform/db/in-orgs.js';
import type { Queryable } from '../../platform/db/pool.js';
import { measureInbox } from '../../records/inbox/backlog.js';
import { parsePeriod, type Period } from '../../operate/report/period.js';
import { countOutcomes, type Outcomes } from '../../operate/report/report.js';
import { measureWorkers } from '../../platform/leases/heartbeats.js';
import { measureWaits, type HourOfEvents } from './data/event-waits.js';
import { countFailures, type FailureCount } from './data/failures.js';
import { readFirstTexts, type FirstTexts } from './data/first-texts.js';
import { measureLimiter, type LimiterUse } from './data/limiter-use.js';
import { countReplies } from './data/replies.js';

/** One day of the trend; conversations by the day on which they were opened. */
export interface DayOfFigures extends Outcomes {
  /** YYYY-MM-DD */
  readonly day: string;
  /** Of those texted, how many answered by text. */
  readonly replied: number;
}

export interface Figures {
  /** Oldest first, today last, none left out. */
  readonly days: readonly DayOfFigures[];
  readonly failures: readonly FailureCount[];
  readonly hours: readonly HourOfEvents[];
  readonly limiter: LimiterUse;
  readonly firstTexts: FirstTexts;
  readonly workers: number;
  readonly oldestCallSeconds: number;
  readonly waitingEvents: number;
  readonly oldestEventSeconds: number;
}

export const TREND_DAYS = 14;
const DAY_MS = 86_400_000;
/** Reloads and many viewers cost PostgreSQL no more than a single viewer. */
const KEEP_MS = 5_000;

/** Reads the figures of some orgs for days in the configured zone; results are cached for five seconds. */
export function createFigures(db: Queryable, config: Config): (orgs: Orgs) => Promise<Figures> {
  const kept = new Map<string, { readonly at: number; readonly figures: Promise<Figures> }>();
  return (orgs) => {
    const now = Date.now();
    for (const [key, { at }] of kept) if (now - at > KEEP_MS) kept.delete(key);
    const key = JSON.stringify(orgs);
    const known = kept.get(key);
    if (known !== undefined) return known.figures;
    const figures = readFigures(db, config, now, orgs);
    kept.set(key, { at: now, figures });
    figures.catch(() => kept.delete(key)); // a failure is for those who asked, not for those who come after
    return figures;
  };
}

async function readFigures(
  db: Queryable,
  { behaviour, caps, chat }: Config,
  now: number,
  orgs: Orgs,
): Promise<Figures> {
  const period = lastDays(behaviour.defaultTimeZone, now);
  const [report, replies, failures, hours, limiter, firstTexts, workers, inbox] = await Promise.all([
    countOutcomes(db, period, orgs),
    countReplies(db, period, orgs),
    countFailures(db, TREND_DAYS, orgs),
    measureWaits(db, orgs),
    measureLimiter(db, chat.rateLimit.perSecond, orgs),
    readFirstTexts(db, caps.firstTextsPerHour, orgs),
    measureWorkers(db),
    measureInbox(db, orgs),
  ]);
  const days = daysOf(period).map((day) => ({
    ...(report.days.find((one) => one.day === day) ?? none),
    day,
    replied: replies.find((one) => one.day === day)?.replied ?? 0,
  }));
  return {
    days,
    failures,
    hours,
    limiter,
    firstTexts,
    workers: workers.count,
    oldestCallSeconds: workers.oldestCallSeconds,
    waitingEvents: inbox.waiting,
    oldestEventSeconds: inbox.oldestSeconds,
  };
}

const none: Outcomes = { takenUp: 0, texted: 0, waiting: 0, reasons: {}, addsUp: true };

function lastDays(zone: string, now: number): Period {
  const { to } = parsePeriod({}, zone, now);
  const from = new Date(Date.parse(to) - (TREND_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  return { from, to, zone };
}

const daysOf = ({ from }: Period): string[] =>
  Array.from({ length: TREND_DAYS }, (_, index) =>
    new Date(Date.parse(from) + index * DAY_MS).toISOString().slice(0, 10),
  );
