import { knownZone } from '../../platform/config/known-zone.js';

/** Days that a report covers, both inclusive, as the zone's calendar has them. */
export interface Period {
  /** YYYY-MM-DD */
  readonly from: string;
  /** YYYY-MM-DD */
  readonly to: string;
  /** IANA time zone. */
  readonly zone: string;
}

/** The days or the zone that were asked for are none. Its message says what they should be. */
export class BadReportPeriod extends Error {
  override readonly name = 'BadReportPeriod';
  readonly code = 'bad_request';
}

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 30;
/** More days are more than anybody reads, and keep the answer and its query bounded. */
const MAX_DAYS = 366;

/**
 * Reads what was asked for. Without `to`: today in the zone; without `from`: the 30 days up to `to`. `now` in milliseconds
 * since the epoch.
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
  if (days > MAX_DAYS) throw new BadReportPeriod(`from and to should be at most ${MAX_DAYS} days apart`);
  return { from, to, zone };
}

function parseDay(name: string, text: string): string {
  const isDay = /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  // Some engines take 2026-02-30 for the 2nd of March.
  if (!isDay || new Date(text).toISOString().slice(0, 10) !== text)
    throw new BadReportPeriod(`${name} should be a day such as 2026-01-31`);
  return text;
}

/** Offsets such as +05:30 are refused: PostgreSQL reads their sign the other way round. */
function parseZone(text: string): string {
  const isName = /^(UTC|[A-Za-z_]+(\/[\w+-]+)+)$/.test(text);
  if (!isName || knownZone(text) === null)
    throw new BadReportPeriod('zone should be an IANA time zone such as America/New_York');
  return text;
}

/** The calendar day of a moment in a zone, YYYY-MM-DD. */
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

/** SQL for "opened in the period": `column` is when; $1 and $2 are its first and last day, $3 its zone. */
export const inPeriod = (column: string): string =>
  `${column} >= $1::timestamp AT TIME ZONE $3 AND ${column} < ($2::timestamp + interval '1 day') AT TIME ZONE $3`;
