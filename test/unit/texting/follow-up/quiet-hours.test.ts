import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import type { ClockRange } from '../../../../src/platform/config/formats.js';
import { afterQuiet, quietUntil, visitorZones } from '../../../../src/telephony/quiet-hours.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const range = (text: string): ClockRange => {
  const [from = 0, to = 0] = text.split('-').map((clock) => {
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    return hour * 60 + minute;
  });
  return { from, to };
};
const until = (at: string, hours: string, zone: string) => {
  const end = quietUntil(Date.parse(at), range(hours), zone);
  return end === null ? null : new Date(end).toISOString().replace('.000Z', 'Z');
};

describe('quiet hours', () => {
  // Times are UTC; New York is at -4 h in June, Kolkata at +5:30 h, Berlin at +2 h in June.
  test.each([
    ['a range in a day: before it', '2026-06-10T15:59:59Z', '12:00-14:00', 'America/New_York', null],
    [
      'a range in a day: its first minute is quiet',
      '2026-06-10T16:00:00Z',
      '12:00-14:00',
      'America/New_York',
      '2026-06-10T18:00:00Z',
    ],
    [
      'a range in a day: its last second is quiet',
      '2026-06-10T17:59:59Z',
      '12:00-14:00',
      'America/New_York',
      '2026-06-10T18:00:00Z',
    ],
    ['a range in a day: its end is not', '2026-06-10T18:00:00Z', '12:00-14:00', 'America/New_York', null],
    ['across midnight: before it', '2026-06-11T00:59:59Z', '21:00-08:00', 'America/New_York', null],
    [
      'across midnight: its first minute',
      '2026-06-11T01:00:00Z',
      '21:00-08:00',
      'America/New_York',
      '2026-06-11T12:00:00Z',
    ],
    [
      'across midnight: at midnight',
      '2026-06-11T04:00:00Z',
      '21:00-08:00',
      'America/New_York',
      '2026-06-11T12:00:00Z',
    ],
    [
      'across midnight: the last second',
      '2026-06-11T11:59:59Z',
      '21:00-08:00',
      'America/New_York',
      '2026-06-11T12:00:00Z',
    ],
    ['across midnight: its end', '2026-06-11T12:00:00Z', '21:00-08:00', 'America/New_York', null],
    ['until midnight', '2026-06-11T03:30:00Z', '21:00-00:00', 'America/New_York', '2026-06-11T04:00:00Z'],
    ['from midnight', '2026-06-11T04:00:00Z', '00:00-08:00', 'America/New_York', '2026-06-11T12:00:00Z'],
    ['a zone of half hours', '2026-06-10T16:00:00Z', '21:00-08:00', 'Asia/Kolkata', '2026-06-11T02:30:00Z'],
    ['a zone of half hours: a minute before', '2026-06-10T15:29:59Z', '21:00-08:00', 'Asia/Kolkata', null],
    [
      'a zone of three quarters',
      '2026-06-10T16:00:00Z',
      '21:00-08:00',
      'Asia/Kathmandu',
      '2026-06-11T02:15:00Z',
    ],
    [
      'another zone at the same time',
      '2026-06-10T20:00:00Z',
      '21:00-08:00',
      'Europe/Berlin',
      '2026-06-11T06:00:00Z',
    ],
    // 2026-03-08, New York: 02:00 EST becomes 03:00 EDT.
    [
      'New York, the short night ends when the clock shows it',
      '2026-03-08T02:00:00Z',
      '21:00-08:00',
      'America/New_York',
      '2026-03-08T12:00:00Z',
    ],
    [
      'New York, the short night, after the change',
      '2026-03-08T07:00:00Z',
      '21:00-08:00',
      'America/New_York',
      '2026-03-08T12:00:00Z',
    ],
    [
      'New York, the short night, an end right at the change',
      '2026-03-08T02:00:00Z',
      '21:00-03:00',
      'America/New_York',
      '2026-03-08T07:00:00Z',
    ],
    // An end in the hour that the night leaves out: the first moment after it.
    [
      'New York, an end that no clock shows',
      '2026-03-08T06:45:00Z',
      '21:00-02:30',
      'America/New_York',
      '2026-03-08T07:00:00Z',
    ],
    [
      'New York, an end at the gap itself',
      '2026-03-08T06:30:00Z',
      '21:00-02:00',
      'America/New_York',
      '2026-03-08T07:00:00Z',
    ],
    [
      'Berlin, an end that no clock shows',
      '2026-03-29T00:45:00Z',
      '21:00-02:30',
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
    ],
    [
      'Lord Howe, an end that no clock shows',
      '2026-10-03T15:20:00Z',
      '21:00-02:15',
      'Australia/Lord_Howe',
      '2026-10-03T15:30:00Z',
    ],
    [
      'Cairo, midnight that no clock shows',
      '2026-04-23T21:30:00Z',
      '21:00-00:00',
      'Africa/Cairo',
      '2026-04-23T22:00:00Z',
    ],
    // 2026-11-01, New York: 02:00 EDT becomes 01:00 EST.
    [
      'New York, the long night ends when the clock shows it',
      '2026-11-01T01:00:00Z',
      '21:00-08:00',
      'America/New_York',
      '2026-11-01T13:00:00Z',
    ],
    [
      'New York, the long night, an hour that comes twice, the first time',
      '2026-11-01T05:30:00Z',
      '21:00-08:00',
      'America/New_York',
      '2026-11-01T13:00:00Z',
    ],
    [
      'New York, the long night, an hour that comes twice, the second time',
      '2026-11-01T06:30:00Z',
      '21:00-08:00',
      'America/New_York',
      '2026-11-01T13:00:00Z',
    ],
    [
      'New York, the long night, an end in the hour that comes twice',
      '2026-11-01T04:30:00Z',
      '21:00-01:30',
      'America/New_York',
      '2026-11-01T05:30:00Z',
    ],
    // 2026-03-29 and 2026-10-25, Berlin: at 01:00 UTC.
    [
      'Berlin, the short night',
      '2026-03-28T20:00:00Z',
      '21:00-08:00',
      'Europe/Berlin',
      '2026-03-29T06:00:00Z',
    ],
    [
      'Berlin, the long night',
      '2026-10-24T19:00:00Z',
      '21:00-08:00',
      'Europe/Berlin',
      '2026-10-25T07:00:00Z',
    ],
    // Lord Howe moves by half an hour: 2026-10-04 at 15:30 UTC the day before, 2026-04-05 at 15:00 UTC the day before.
    [
      'Lord Howe, a night short by half an hour',
      '2026-10-03T12:00:00Z',
      '21:00-08:00',
      'Australia/Lord_Howe',
      '2026-10-03T21:00:00Z',
    ],
    [
      'Lord Howe, a night long by half an hour',
      '2026-04-04T11:00:00Z',
      '21:00-08:00',
      'Australia/Lord_Howe',
      '2026-04-04T21:30:00Z',
    ],
  ])('%s', (_name, at, hours, zone, expected) => {
    expect(until(at, hours, zone)).toBe(expected);
  });

  test('switched off, it is never quiet', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 }), (at) => {
        expect(quietUntil(at, null, 'America/New_York')).toBeNull();
      }),
    );
  });

  // No end between 02:00 and 03:00: on the night of the change some clocks never show it.
  const clock = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const shownEveryNight = clock.filter((minute) => minute < 2 * 60 || minute >= 3 * 60);
  const zone = fc.constantFrom(
    'America/New_York',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'UTC',
  );
  // Ordinary times, and the hours around the nights of 2026 in which clocks change.
  const changes = [
    '2026-03-08T07:00Z',
    '2026-11-01T06:00Z',
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2026-10-03T15:30Z',
    '2026-04-04T15:00Z',
  ];
  const at = fc.oneof(
    fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1) }),
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -26 * HOUR, max: 26 * HOUR }))
      .map(([change, off]) => Date.parse(change) + off),
  );

  test('the end lies ahead, at most 25 hours, and is not quiet itself', () => {
    fc.assert(
      fc.property(at, clock, shownEveryNight, zone, (now, from, to, timeZone) => {
        const end = quietUntil(now, { from, to }, timeZone);
        if (end === null) return;
        expect(end).toBeGreaterThan(now);
        expect(end - now).toBeLessThanOrEqual(25 * HOUR);
        expect(quietUntil(end, { from, to }, timeZone)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  test('the clock of the zone shows the end of the range, to the minute', () => {
    const shows = (time: number, timeZone: string) =>
      new Date(time).toLocaleTimeString('en-GB', {
        timeZone,
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      });
    fc.assert(
      fc.property(at, clock, shownEveryNight, zone, (now, from, to, timeZone) => {
        const end = quietUntil(now, { from, to }, timeZone);
        if (end === null) return;
        const two = (n: number) => String(n).padStart(2, '0');
        expect(shows(end, timeZone)).toBe(`${two(Math.floor(to / 60))}:${two(to % 60)}:00`);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the visitor's zone", () => {
  const zonesOf = (contextZone: string | null) =>
    visitorZones({ contextZone, phone: null, defaultZone: 'America/New_York' });

  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    [null, 'America/New_York'],
    ['', 'America/New_York'],
    ['Mars/Olympus', 'America/New_York'],
    ['Europe/Berlin; DROP TABLE inbox', 'America/New_York'],
  ])('%j is taken as %j: one that is not known falls back', (given, expected) => {
    expect(zonesOf(given)).toEqual([expected]);
  });

  test('any text at all gives a zone that quiet hours can be read in', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const zones = zonesOf(text);
        expect(zones).toHaveLength(1);
        for (const zone of zones) expect(() => quietUntil(0, { from: 0, to: 60 }, zone)).not.toThrow();
      }),
    );
  });
});

test('a workflow that woke by a clock which is ahead is not told to wait for a time that has gone by', () => {
  const asked = Date.parse('2026-06-10T12:00:00Z');
  expect(afterQuiet(asked + HOUR, asked)).toBe(asked + HOUR);
  for (const gone of [asked - HOUR, asked, asked + 1_000])
    expect(afterQuiet(gone, asked)).toBe(asked + 2_000);
});
