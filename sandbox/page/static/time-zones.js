/** A city for most hours of the clock, from west to east; which of them share an hour changes with the season. */
const ZONES = [
  'Pacific/Honolulu',
  'America/Anchorage',
  'America/Los_Angeles',
  'America/Denver',
  'America/Chicago',
  'America/New_York',
  'America/Halifax',
  'America/Sao_Paulo',
  'Atlantic/South_Georgia',
  'Atlantic/Azores',
  'Europe/London',
  'Europe/Paris',
  'Europe/Athens',
  'Africa/Nairobi',
  'Asia/Dubai',
  'Asia/Karachi',
  'Asia/Dhaka',
  'Asia/Bangkok',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Brisbane',
  'Pacific/Noumea',
  'Pacific/Auckland',
];

const MINUTE = 60_000;
const DAY = 24 * 60;
const clocks = new Map();

/** HH:MM in the zone; in the browser's own zone where none is given. */
export function localTime(ms, timeZone) {
  if (!clocks.has(timeZone)) {
    const style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
    clocks.set(timeZone, new Intl.DateTimeFormat('en-GB', { ...style, timeZone: timeZone ?? undefined }));
  }
  return clocks.get(timeZone).format(ms);
}

/** The day in the zone, as a phone's lock screen has it. */
export const localDay = (ms, timeZone) =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: timeZone ?? undefined,
  }).format(ms);

/** A zone where it is now as near to that time of day as can be. `minutes`: since midnight. */
export function zoneWhereItIs(minutes, now) {
  const apart = (zone) => Math.abs(((minuteOfDay(now, zone) - minutes + 1.5 * DAY) % DAY) - DAY / 2);
  return ZONES.reduce((best, zone) => (apart(zone) < apart(best) ? zone : best));
}

/** "Los Angeles" of "America/Los_Angeles". */
export const cityOf = (timeZone) => timeZone.split('/').at(-1).replaceAll('_', ' ');

/** "21:00" of 1260 minutes. */
export const clockOf = (minutes) =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/**
 * When the quiet hours (`{from, to}`, minutes of the day) that `at` falls into end, or null where it is not quiet. A guide
 * for people: in the one night a year that is an hour shorter or longer it is an hour off.
 */
export function quietUntil(at, range, timeZone) {
  if (range === null) return null;
  const { from, to } = range;
  const minute = minuteOfDay(at, timeZone);
  const quiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  return quiet ? (Math.floor(at / MINUTE) + ((to - minute + DAY) % DAY)) * MINUTE : null;
}

function minuteOfDay(ms, timeZone) {
  const [hour, minute] = localTime(ms, timeZone).split(':').map(Number);
  return hour * 60 + minute;
}
