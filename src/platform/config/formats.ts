import { getCountries, type CountryCode } from 'libphonenumber-js/max';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { knownZone } from './known-zone.js';

/** Time of day range that may cross midnight; minutes since 00:00, end exclusive. */
export interface ClockRange {
  readonly from: number;
  readonly to: number;
}

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** "5m", "90s", "1h30m": milliseconds within the bounds (inclusive). */
export const duration = (least: number, most: number) =>
  z
    .string()
    .regex(/^(\d+(ms|s|m|h|d))+$/)
    .transform((text) =>
      [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
        0,
      ),
    )
    .refine((ms) => ms >= least && ms <= most);

export const integer = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((n) => n >= least && n <= most);

export const port = integer(0, 65_535);

/** A URL without credentials, query, fragment or trailing slash, so that paths can be put behind it. */
export const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s?#@\\]+$/)
  .refine((text) => URL.canParse(text))
  .transform((text) => text.replace(/\/+$/, ''));

/** Whether nobody on the way can read what goes there: by https, or to this machine. */
export function isPrivateRoute(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || hostname === 'localhost') return true;
  const host = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) && ipaddr.parse(host).range() === 'loopback';
}

/** host:port */
export const address = z
  .string()
  .regex(/^[^\s/:]+:\d+$|^\[[\da-f:]+\]:\d+$/i)
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535);

export const phoneNumbers = z
  .string()
  .transform((text) => text.split(',').map((number) => number.trim()))
  .refine((numbers) => numbers.every((number) => /^\+[1-9]\d{1,14}$/.test(number)))
  .refine((numbers) => new Set(numbers).size === numbers.length)
  .transform((numbers): readonly string[] => Object.freeze(numbers));

/** "41:+12025550123,42:+12025550124": a number for each of some Drift users; each number once. */
export const numbersByUser = z
  .string()
  .transform((text) => text.split(',').map((pair) => pair.trim()))
  .refine((pairs) => pairs.every((pair) => /^\d{1,15}:\+[1-9]\d{1,14}$/.test(pair)))
  .transform((pairs) => new Map(pairs.map((pair) => [Number(pair.split(':')[0]), pair.split(':')[1] ?? ''])))
  .refine((numbers) => new Set(numbers.values()).size === numbers.size)
  .transform((numbers): Readonly<Record<string, string>> => Object.freeze(Object.fromEntries(numbers)));

/** "on" or "off". */
export const onOff = z.enum(['on', 'off']).transform((text) => text === 'on');

/** Comma-separated host names; `*.name` stands for all names under it, `name/path` for what lies below the path. */
export const hostList = z
  .string()
  .toLowerCase()
  .transform((text) => text.split(',').map((host) => host.trim()))
  .refine((hosts) => hosts.every((host) => /^(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*(\/[\w.-]+)*$/.test(host)))
  .transform((hosts): readonly string[] => Object.freeze(hosts));

export const countryCode = z
  .string()
  .toUpperCase()
  .refine((code): code is CountryCode => (getCountries() as string[]).includes(code));

export const timeZone = z.string().refine((zone) => knownZone(zone) !== null);

/** "21:00-08:00", or null for "off". */
export const clockRange = z
  .string()
  .regex(/^(off|([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)$/)
  .refine((text) => text === 'off' || text.slice(0, 5) !== text.slice(6)) // an empty range would mean never, or always
  .transform((text): ClockRange | null => {
    if (text === 'off') return null;
    const [fromHour, fromMinute, toHour, toMinute] = text.split(/[:-]/).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    return Object.freeze({ from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute });
  });

/** "US,MX" or "all". Country codes of numbers, not of places: Puerto Rico is PR. */
export const countries = z
  .string()
  .toUpperCase()
  .transform((codes) => (codes === 'ALL' ? ('all' as const) : codes.split(',').map((code) => code.trim())))
  .pipe(z.union([z.literal('all'), z.array(countryCode)]));

/** A whole number within the bounds, or null for "off". */
export const integerOrOff = (least: number, most: number) =>
  z.union([z.literal('off').transform(() => null), integer(least, most)]);

/** How many calls a vendor takes. */
export interface CallRate {
  /** In any rolling second. */
  readonly perSecond: number;
  /** In any rolling minute; null: only the second counts. */
  readonly perMinute: number | null;
}

/** What a limit for a minute leaves to one second, so that a burst does not spend the minute at once. */
const MOST_IN_A_SECOND = 10;

/** "10" and "10/s" count a rolling second; "100/m" a rolling minute, with at most 10 of its calls in one second. */
export const callRate = (mostPerSecond: number, mostPerMinute: number) =>
  z
    .string()
    .regex(/^[1-9]\d*(\/[sm])?$/)
    .transform((text): CallRate => {
      const calls = Number.parseInt(text, 10);
      return Object.freeze(
        text.endsWith('/m')
          ? { perSecond: Math.min(calls, MOST_IN_A_SECOND), perMinute: calls }
          : { perSecond: calls, perMinute: null },
      );
    })
    .refine(({ perSecond, perMinute }) =>
      perMinute === null ? perSecond <= mostPerSecond : perMinute <= mostPerMinute,
    );
