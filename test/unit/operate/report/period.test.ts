import { describe, expect, test } from '@jest/globals';
import { BadReportPeriod, parsePeriod } from '../../../../src/operate/report/period.js';

// 03:30 in New York on the 22nd, and still the 21st in Los Angeles.
const NOW = Date.parse('2026-11-22T07:30:00Z');
const parse = (given: { from?: string; to?: string; zone?: string }) =>
  parsePeriod(given, 'America/New_York', NOW);

describe('the days of a report', () => {
  test('nothing given: the thirty days up to today, in the default zone', () => {
    expect(parse({})).toEqual({ from: '2026-10-24', to: '2026-11-22', zone: 'America/New_York' });
  });

  test("today is the zone's today", () => {
    expect(parse({ zone: 'America/Los_Angeles' }).to).toBe('2026-11-21');
    expect(parse({ zone: 'Pacific/Auckland' }).to).toBe('2026-11-22');
  });

  test('both days count: one day is from and to alike', () => {
    const day = '2024-02-29';
    expect(parse({ from: day, to: day, zone: 'UTC' })).toEqual({ from: day, to: day, zone: 'UTC' });
  });

  test('a leap year, day by day, is the most', () => {
    expect(parse({ from: '2024-01-01', to: '2024-12-31' }).from).toBe('2024-01-01');
    expect(() => parse({ from: '2024-01-01', to: '2025-01-01' })).toThrow(/at most 366 days/);
  });

  test.each([
    '',
    'today',
    '2026-13-01',
    '2026-02-30',
    '2026-2-3',
    '20260203',
    '2026-02-03T00:00:00Z',
    '0000-01-01',
    "2026-01-01'--",
  ])('from and to: %j is no day', (day) => {
    for (const name of ['from', 'to'] as const) {
      expect(() => parse({ [name]: day })).toThrow(BadReportPeriod);
      expect(() => parse({ [name]: day })).toThrow(`${name} should be a day such as 2026-01-31`);
    }
  });

  test('from after to is refused', () => {
    expect(() => parse({ from: '2026-01-02', to: '2026-01-01' })).toThrow(/should not be after/);
  });

  test.each(['', 'Mars/Olympus', 'EST5EDT4', '+05:30', '-08', 'America/New York', "UTC'", 'UTC+3'])(
    'zone: %j is no zone',
    (zone) => expect(() => parse({ zone })).toThrow('zone should be an IANA time zone'),
  );

  test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT-12'])(
    'zone: %s is one',
    (zone) => expect(parse({ zone }).zone).toBe(zone),
  );

  test('it fails with a stable code', () => {
    expect(new BadReportPeriod('x')).toMatchObject({ code: 'bad_request' });
  });
});
