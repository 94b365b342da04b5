import { expect, test } from '@jest/globals';
import { markdown, type Ran } from '../../../bench/harness/report.js';

const ran = (result: Ran['result']): Ran => ({ name: 'ack', about: 'Acknowledged', seconds: 12.4, result });

test('a figure stands beside its ceiling, with the ratio, the goal and whether it is met', () => {
  const figures = [
    { what: 'a second', ours: 850.4, ceiling: 1_000, goal: '>= 0.8', isMet: true },
    { what: 'p99, ms', ours: 17.123, ceiling: null, goal: '<= 15', isMet: false },
    { what: 'lost', ours: 0, ceiling: null, goal: '0', isMet: true },
  ];
  const text = markdown(ran({ figures, histograms: {}, notes: ['on one machine'] }));
  expect(text).toContain('| a second | 850 | 1000 | 0.85 | >= 0.8 | yes |');
  expect(text).toContain('| p99, ms | 17.1 |  |  | <= 15 | **no** |');
  expect(text).toContain('| lost | 0 |  |  | 0 | yes |');
  expect(text).toContain('- on one machine');
});

test('what could not be measured says so and shows no figures', () => {
  const text = markdown(ran({ failure: 'PostgreSQL did not start' }));
  expect(text).toContain('could not be measured: PostgreSQL did not start');
  expect(text).not.toContain('|');
});
