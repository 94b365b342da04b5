import { knownZone } from '../../platform/config/known-zone.js';

/** First and last day of a report, both inclusive, as calendar days of the zone. */
export interface Period {
  /** YYYY-MM-DD */
  readonly from: string;
  /** YYYY-MM-DD */
  readonly to: string;
  /** IANA time zone. */
  readonly zone: string;
}

/** The requested days or zone are invalid; the message says what is expected. */
export class BadReportPeriod extends Error {
  override readonly name = 'BadReportPeriod';
  readonly code = 'bad_request';
}

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 30;
/** Nobody reads more days, and the limit keeps the query and the response bounded. */
const MAX_DAYS = 366;

/**
 * Parses the requested period. `to` defaults to today in the zone, `from` to the first of the 30 days up to `to`. `now` is in
 * milliseconds since the epoch.
 * @throws BadReportPeriod
 */
export function parsePeriod(
  given: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly zone?: string | undefined;
  },
  defaultZone: string,
  now: number,
): Period {
  const zone = given.zone === undefined ? defaultZone : parseZone(given.zone);
  const to = given.to === undefined ? dayOf(now, zone) : parseDay('to', given.to);
  const from = given.from === undefined ? addDays(to, 1 - DEFAULT_DAYS) : parseDay('from', given.from);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days < 1) throw new BadReportPeriod(`from (${from}) should not be after to (${to})`);
  if (days > MAX_DAYS) throw new BadReportPeriod(`a report should cover at most ${MAX_DAYS} days`);
  return { from, to, zone };
}

function parseDay(name: string, text: string): string {
  const isDay = /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  // Some engines parse 2026-02-30 as the 2nd of March.
  if (!isDay || new Date(text).toISOString().slice(0, 10) !== text)
    throw new BadReportPeriod(`${name} should be a day such as 2026-01-31`);
  return text;
}

/** Refuses offsets such as +05:30, because PostgreSQL reads their sign the other way round. */
function parseZone(text: string): string {
  const isName = /^(UTC|[A-Za-z_]+(\/[\w+-]+)+)$/.test(text);
  if (!isName || knownZone(text) === null)
    throw new BadReportPeriod('zone should be an IANA time zone such as America/New_York');
  return text;
}

/** The calendar day of a time in a zone, YYYY-MM-DD. */
function dayOf(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** SQL for "opened in the period": `column` is the opening time; $1 and $2 are the period's first and last day, $3 its zone. */
export const inPeriod = (column: string): string =>
  `${column} >= $1::timestamp AT TIME ZONE $3 AND ${column} < ($2::timestamp + interval '1 day') AT TIME ZONE $3`;
