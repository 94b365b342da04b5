import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { toReport } from '../../../../src/operate/report/report.js';
import { formatReport } from '../../../../src/operate/report/table.js';
import { reasons } from '../../../../src/contracts/reasons.js';

const period = { from: '2026-01-01', to: '2026-01-31', zone: 'UTC' };
const counts = [
  { day: '2026-01-02', outcome: 'texted', count: 8 },
  { day: '2026-01-01', outcome: 'no_phone', count: 2 },
  { day: '2026-01-01', outcome: 'waiting', count: 1 },
  { day: '2026-01-02', outcome: 'no_phone', count: 3 },
];

describe('a report', () => {
  test('days come in order, each with its own sum, and every reason has a number', () => {
    const report = toReport(period, counts);
    expect(report.days.map(({ day, takenUp }) => [day, takenUp])).toEqual([
      ['2026-01-01', 3],
      ['2026-01-02', 11],
    ]);
    expect(report.total).toMatchObject({ takenUp: 14, texted: 8, waiting: 1, addsUp: true });
    expect(Object.keys(report.total.reasons)).toEqual(Object.keys(reasons));
    expect(report.total.reasons['no_phone']).toBe(5);
  });

  test('whatever the counts, days add up to the total and outcomes to those taken up', () => {
    const outcome = fc.constantFrom('texted', 'waiting', ...Object.keys(reasons));
    const day = fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-03');
    fc.assert(
      fc.property(fc.array(fc.record({ day, outcome, count: fc.nat(1000) })), (given) => {
        const { total, days } = toReport(period, given);
        expect(total.addsUp).toBe(true);
        expect(days.reduce((sum, { takenUp }) => sum + takenUp, 0)).toBe(total.takenUp);
      }),
    );
  });

  test.each([null, 'a_reason_of_another_build'])(
    'a conversation of outcome %j is seen: the counts do not add up',
    (outcome) => {
      const report = toReport(period, [...counts, { day: '2026-01-03', outcome, count: 1 }]);
      expect(report.total).toMatchObject({ takenUp: 15, addsUp: false });
      expect(report.days.map(({ addsUp }) => addsUp)).toEqual([true, true, false]);
      expect(formatReport(report)).toContain('do NOT add up');
    },
  );

  test('the table shows the reasons that occur, and says that the counts add up', () => {
    expect(formatReport(toReport(period, counts))).toBe(
      [
        'Conversations opened from 2026-01-01 to 2026-01-31 (UTC)',
        '',
        'day         handled  texted  waiting  no_phone',
        '2026-01-01        3       0        1         2',
        '2026-01-02       11       8        0         3',
        'all days         14       8        1         5',
        '',
        'The counts add up: 8 texted + 1 waiting + 5 without a text (one reason each) = 14 handled.',
        '',
      ].join('\n'),
    );
  });

  test('nothing opened: none', () => {
    expect(formatReport(toReport(period, []))).toContain(': none');
    expect(toReport(period, []).total).toMatchObject({ takenUp: 0, addsUp: true });
  });
});
