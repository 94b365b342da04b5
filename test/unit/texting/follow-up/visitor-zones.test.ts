import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import type { ClockRange } from '../../../../src/platform/config/formats.js';
import { quietUntil, quietUntilInAll, visitorZones } from '../../../../src/telephony/quiet-hours.js';
import { zonesOfNumber } from '../../../../src/telephony/time-zones.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NIGHT: ClockRange = { from: 21 * 60, to: 8 * 60 };
const until = (at: string, zones: readonly string[], range = NIGHT) => {
  const end = quietUntilInAll(Date.parse(at), range, zones);
  return end === null || end === Infinity ? end : new Date(end).toISOString().replace(':00.000Z', 'Z');
};
const isQuiet = (at: number, range: ClockRange, zones: readonly string[]) =>
  zones.some((zone) => quietUntil(at, range, zone) !== null);

describe('quiet hours of a visitor who may be in several zones', () => {
  const florida = zonesOfNumber('+18502345678'); // New York and Chicago
  const arizona = zonesOfNumber('+19282345678'); // Phoenix without, the Navajo Nation with a change of clocks
  const australia = ['Australia/Sydney', 'Australia/Brisbane', 'Australia/Lord_Howe', 'Australia/Perth'];
  const russia = zonesOfNumber('+79161234567');

  // Times are UTC. The night is 21:00 to 08:00.
  test.each([
    ['quiet in the east is quiet', '2026-06-11T01:00Z', florida, '2026-06-11T13:00Z'],
    ['quiet in the west alone is quiet', '2026-06-11T12:30Z', florida, '2026-06-11T13:00Z'],
    ['the last evening minute', '2026-06-11T00:59Z', florida, null],
    ['the first morning minute in the west', '2026-06-11T13:00Z', florida, null],
    // Clocks in New York change an hour before those in Chicago.
    ['the night in spring, both change', '2026-03-08T03:00Z', florida, '2026-03-08T13:00Z'],
    ['the night before it', '2026-03-07T03:00Z', florida, '2026-03-07T14:00Z'],
    ['between the two changes', '2026-03-08T07:30Z', florida, '2026-03-08T13:00Z'],
    ['the night in autumn, both change', '2026-11-01T02:00Z', florida, '2026-11-01T14:00Z'],
    ['the night before that one', '2026-10-31T02:00Z', florida, '2026-10-31T13:00Z'],
    // Phoenix is at -7 h all year; the Navajo Nation is at -6 h from March to November.
    [
      'one of two changes: in summer the other one is last',
      '2026-06-11T04:00Z',
      arizona,
      '2026-06-11T15:00Z',
    ],
    [
      'one of two changes: in summer the evening starts earlier',
      '2026-06-11T03:00Z',
      arizona,
      '2026-06-11T15:00Z',
    ],
    ['one of two changes: in winter they are one', '2026-01-11T03:59Z', arizona, null],
    [
      'one of two changes: in winter they are one, at night',
      '2026-01-11T04:00Z',
      arizona,
      '2026-01-11T15:00Z',
    ],
    ['one of two changes: the night in spring', '2026-03-08T05:00Z', arizona, '2026-03-08T15:00Z'],
    ['one of two changes: the evening after it', '2026-03-09T03:00Z', arizona, '2026-03-09T15:00Z'],
    // 2026-10-03, 16:00 UTC: Sydney +10 h to +11 h; 15:30: Lord Howe +10:30 h to +11 h; Brisbane +10 h, Perth +8 h.
    [
      'a change of half an hour: before, Lord Howe is the first',
      '2026-10-03T10:30Z',
      australia,
      '2026-10-04T00:00Z',
    ],
    ['a change of half an hour: a minute earlier it is not quiet', '2026-10-03T10:29Z', australia, null],
    ['a change of half an hour: after, with Sydney', '2026-10-04T10:00Z', australia, '2026-10-05T00:00Z'],
    ['a change of half an hour: after, a minute earlier', '2026-10-04T09:59Z', australia, null],
    // The United States and the European Union change on different dates.
    [
      'two or three weeks in March, an hour closer',
      '2026-03-20T20:00Z',
      ['Europe/Berlin', 'America/New_York'],
      '2026-03-21T12:00Z',
    ],
    [
      'before and after them',
      '2026-04-20T19:00Z',
      ['Europe/Berlin', 'America/New_York'],
      '2026-04-21T12:00Z',
    ],
    // Kaliningrad is at +2 h, Kamchatka at +12 h: three hours a day are free everywhere.
    ['ten hours apart, in the free hours', '2026-06-11T06:00Z', russia, null],
    ['ten hours apart, their last minute', '2026-06-11T08:59Z', russia, null],
    ['ten hours apart, after them', '2026-06-11T09:00Z', russia, '2026-06-12T06:00Z'],
  ])('%s', (_name, at, zones, expected) => {
    expect(until(at, zones)).toBe(expected);
  });

  test('where no minute of a day is free in all zones, no text is ever allowed', () => {
    const evening: ClockRange = { from: 18 * 60, to: 10 * 60 };
    for (const hour of [0, 6, 8, 12, 20]) {
      expect(quietUntilInAll(Date.UTC(2026, 5, 11, hour), evening, russia)).toBe(Infinity);
    }
  });

  test('with one zone there is an end even if the only free minute is one that the night in spring leaves out', () => {
    const allButHalfPastTwo: ClockRange = { from: 2 * 60 + 31, to: 2 * 60 + 30 };
    expect(until('2026-03-07T12:00Z', ['America/New_York'], allButHalfPastTwo)).toBe('2026-03-09T06:30Z');
  });

  test('switched off, it is never quiet', () => {
    expect(quietUntilInAll(Date.parse('2026-06-11T03:00Z'), null, florida)).toBeNull();
  });

  const clock = fc.integer({ min: 0, max: 24 * 60 - 1 });
  // An end or a start in the hours of the change is shown twice or never; on all other clocks the strict reading is exact.
  const clear = clock.filter((minute) => minute < 23 * 60 && minute >= 4 * 60);
  const zone = fc.constantFrom(
    'America/New_York',
    'America/Chicago',
    'America/Phoenix',
    'America/Los_Angeles',
    'America/St_Johns',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Australia/Sydney',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    'UTC',
  );
  const zones = fc.uniqueArray(zone, { minLength: 1, maxLength: 4 });
  const changes = [
    '2026-03-08T07:00Z',
    '2026-11-01T06:00Z',
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2026-10-03T15:30Z',
    '2026-04-04T15:00Z',
    '2026-09-26T14:00Z',
  ];
  const at = fc.oneof(
    fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1) }),
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -26 * HOUR, max: 26 * HOUR }))
      .map(([change, off]) => Date.parse(change) + off),
  );

  test('the end is quiet nowhere, the minute before it is quiet somewhere, and it is a day away at most', () => {
    let ends = 0;
    fc.assert(
      fc.property(at, clock, clock, zones, (now, from, to, candidates) => {
        const range = { from, to };
        const end = quietUntilInAll(now, range, candidates);
        if (end === null) {
          expect(isQuiet(now, range, candidates)).toBe(false);
          return;
        }
        expect(isQuiet(now, range, candidates)).toBe(true);
        if (end === Infinity) return;
        ends += 1;
        expect(isQuiet(end, range, candidates)).toBe(false);
        expect(isQuiet(Math.max(now, end - MINUTE), range, candidates)).toBe(true);
        expect(end).toBeGreaterThan(now);
        // 25 h: the day on which clocks go back; one zone may leave out its only free minute in spring.
        if (candidates.length > 1) expect(end - now).toBeLessThanOrEqual(25 * HOUR);
      }),
      { numRuns: 1_500 },
    );
    expect(ends).toBeGreaterThan(200);
  });

  test('no moment before the end is free in all zones, and without an end no moment of the day is', () => {
    // All offsets are multiples of 15 minutes, so with ranges that are too, nothing changes in between.
    const quarters = clear.map((minute) => minute - (minute % 15));
    fc.assert(
      fc.property(at, quarters, quarters, zones, (time, from, to, candidates) => {
        const now = time - (time % (15 * MINUTE));
        const range = { from, to };
        const end = quietUntilInAll(now, range, candidates);
        const last = Math.min(end ?? now, now + 24 * HOUR);
        for (let moment = now; moment < last; moment += 15 * MINUTE) {
          if (!isQuiet(moment, range, candidates))
            throw new Error(`free at ${new Date(moment).toISOString()}`);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('with one zone it is what that zone alone says', () => {
    fc.assert(
      fc.property(at, clear, clear, zone, (now, from, to, timeZone) => {
        expect(quietUntilInAll(now, { from, to }, [timeZone])).toBe(quietUntil(now, { from, to }, timeZone));
      }),
      { numRuns: 1_000 },
    );
  });

  test('a further zone never lets a text go earlier', () => {
    fc.assert(
      fc.property(at, clear, clear, zones, zone, (now, from, to, candidates, further) => {
        const fewer = quietUntilInAll(now, { from, to }, candidates) ?? now;
        const more = quietUntilInAll(now, { from, to }, [...candidates, further]) ?? now;
        expect(more).toBeGreaterThanOrEqual(fewer);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the visitor's zones", () => {
  const defaultZone = 'America/New_York';
  test.each([
    ['the zone of the chat comes first', 'Europe/Berlin', '+18502345678', ['Europe/Berlin']],
    ['as this runtime writes it', 'europe/berlin', null, ['Europe/Berlin']],
    ["without one, the number's", null, '+18082345678', ['Pacific/Honolulu']],
    ['all of them', null, '+18502345678', ['America/New_York', 'America/Chicago']],
    ['also if the chat has one that nobody knows', 'Mars/Olympus', '+18082345678', ['Pacific/Honolulu']],
    ['also if the chat has an empty one', '', '+18082345678', ['Pacific/Honolulu']],
    ['a number without a place: the default', null, '+18005552345', [defaultZone]],
    ['no number: the default', null, null, [defaultZone]],
    ['nothing of use: the default', 'Mars/Olympus', 'not a phone', [defaultZone]],
  ])('%s', (_name, contextZone, phone, expected) => {
    expect(visitorZones({ contextZone, phone, defaultZone })).toEqual(expected);
  });

  test('there is at least one, and quiet hours can be read in each, whatever the chat and the contact say', () => {
    const digits = fc.stringMatching(/^\+[1-9]\d{5,13}$/);
    fc.assert(
      fc.property(fc.option(fc.string()), fc.option(fc.oneof(fc.string(), digits)), (contextZone, phone) => {
        const zones = visitorZones({ contextZone, phone, defaultZone });
        expect(zones.length).toBeGreaterThan(0);
        expect(() => quietUntilInAll(0, { from: 0, to: 60 }, zones)).not.toThrow();
      }),
    );
  });
});
