import type { Behaviour } from '../platform/config/config.js';
import type { ClockRange } from '../platform/config/formats.js';
import { knownZone } from '../platform/config/known-zone.js';
import { zonesOfNumber } from './time-zones.js';

const MINUTE = 60_000;
/** The longest day has 25 hours: that of the night in which clocks go back. */
const DAY = 25 * 60 * MINUTE;

/** Minutes since 00:00 on a clock in the zone. */
function minuteOfDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  return part('hour') * 60 + part('minute');
}

function isWithin({ from, to }: ClockRange, minute: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/**
 * When the quiet hours that `at` falls into end, in milliseconds since the epoch; null where it is not quiet. The end is
 * what the wall clock in the zone shows: a night in which the clocks change is an hour shorter or longer.
 */
export function quietUntil(at: number, range: ClockRange | null, timeZone: string): number | null {
  if (range === null) return null;
  const minute = minuteOfDay(at, timeZone);
  if (!isWithin(range, minute)) return null;
  const ahead = (range.to - minute + 24 * 60) % (24 * 60);
  const guess = Math.floor(at / MINUTE) * MINUTE + ahead * MINUTE;
  // A clock change in between moves the guess off the hour; the difference, read as -12 h ... +12 h, mends it.
  const off = ((range.to - minuteOfDay(guess, timeZone) + 36 * 60) % (24 * 60)) - 12 * 60;
  const end = guess + off * MINUTE;
  return isOver(end) ? end : firstMinute(at, isOver);

  function isOver(moment: number): boolean {
    return moment > at && !isWithin(range as ClockRange, minuteOfDay(moment, timeZone));
  }
}

/** The first whole minute after `at` that fits: for an end that falls into the hour which a night in spring leaves out. */
function firstMinute(at: number, fits: (moment: number) => boolean): number {
  let moment = Math.floor(at / MINUTE) * MINUTE + MINUTE;
  while (!fits(moment)) moment += MINUTE;
  return moment;
}

/**
 * The same for a visitor who is in one of several zones: it is quiet while it is quiet in any of them, and the end is the
 * first moment when it is quiet in none. `Infinity` where there is no such moment within a day, that is where the range and
 * the zones leave none (16 quiet hours, and Russia's zones, which lie 10 hours apart): no moment is certain to be allowed then, and
 * a text that keeps to the strictest reading never goes out. `zones` holds at least one; with one this is `quietUntil`.
 */
export function quietUntilInAll(
  at: number,
  range: ClockRange | null,
  zones: readonly string[],
): number | null {
  let free = at;
  for (let end = latestEnd(free, range, zones); end !== null; end = latestEnd(free, range, zones)) {
    if (end - at > DAY && zones.length > 1) return Infinity;
    free = end;
  }
  return free === at ? null : free;
}

/** Until when it is quiet without a break in the zone that is quiet for longest; null where it is quiet in none. */
function latestEnd(at: number, range: ClockRange | null, zones: readonly string[]): number | null {
  const ends = zones.map((zone) => quietUntil(at, range, zone)).filter((end) => end !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

/**
 * The zones that a visitor may be in, at least one: that of the chat if this runtime knows it, else those of the phone
 * number's region (E.164), else the default.
 */
export function visitorZones({
  contextZone,
  phone,
  defaultZone,
}: {
  readonly contextZone: string | null;
  readonly phone: string | null;
  readonly defaultZone: string;
}): readonly string[] {
  const told = contextZone === null ? null : knownZone(contextZone);
  if (told !== null) return [told];
  const ofNumber = phone === null ? [] : zonesOfNumber(phone);
  return ofNumber.length > 0 ? ofNumber : [defaultZone];
}

/** What tells where a visitor may be: the zone of their chat, and their number (E.164). */
export interface Whereabouts {
  readonly timeZone: string | null;
  readonly phone: string | null;
}

/** Until when quiet hours hold a text to the visitor back, in all zones that they may be in, as `quietUntilInAll` tells it. */
export function quietUntilFor(
  at: number,
  { timeZone, phone }: Whereabouts,
  { quietHours, defaultTimeZone }: Pick<Behaviour, 'quietHours' | 'defaultTimeZone'>,
): number | null {
  const zones = visitorZones({ contextZone: timeZone, phone, defaultZone: defaultTimeZone });
  return quietUntilInAll(at, quietHours, zones);
}

/**
 * When the workflow looks again, in milliseconds since the epoch: at the end of quiet hours, and not in this moment. It wakes by Temporal's
 * clock, and while PostgreSQL's is behind that it would be told to wait for a time that has gone by, again and again.
 * `askedAt`: by Temporal's clock.
 */
export const afterQuiet = (until: number, askedAt: number): number => Math.max(until, askedAt + 2_000);
