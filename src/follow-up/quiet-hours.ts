import type { ClockRange } from '../config/formats.js';

const MINUTE = 60_000;

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

/** An IANA zone that this runtime knows, else the default. */
export function usableZone(zone: string | null, byDefault: string): string {
  if (zone === null) return byDefault;
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return byDefault;
    throw error;
  }
}
