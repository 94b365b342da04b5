import { expect, test } from '@jest/globals';
import type { Taken } from './environment.js';
import { timesTable, WHOLE_RUN } from './times-table.js';

const taken = (what: string, wall: number, own: number, children = 0): Taken => ({
  what,
  wall,
  loading: own / 2,
  own,
  children,
});
const parts = [
  taken('test/cheap.test.ts', 1, 0.5),
  taken('test/dear.test.ts', 10, 3, 2),
  taken('test/patient.test.ts', 100, 1),
  taken('PostgreSQL', 100, 0, 4),
  taken(WHOLE_RUN, 120, 0.2, 12),
];

test('the dearest parts come first, processor and waiting apart, and servers do not wait', () => {
  expect(timesTable(parts, 9).slice(0, 4)).toEqual([
    { what: 'test/patient.test.ts', processor: 1, loading: 0.5, children: 0, waiting: 99 },
    { what: 'test/dear.test.ts', processor: 5, loading: 1.5, children: 2, waiting: 5 },
    { what: 'PostgreSQL', processor: 4, loading: 0, children: 4, waiting: 0 },
    { what: 'test/cheap.test.ts', processor: 0.5, loading: 0.25, children: 0, waiting: 0.5 },
  ]);
});

test('what no part has taken is jest’s own, and the whole run stands last', () => {
  const [jest, whole] = timesTable(parts, 9).slice(-2);
  expect(jest).toMatchObject({ what: 'jest itself' });
  expect(jest?.processor).toBeCloseTo(12.2 - 10.5);
  expect(whole).toMatchObject({ what: WHOLE_RUN, waiting: 104.5 });
  expect(whole?.processor).toBeCloseTo(12.2);
});

test('parts beyond the rows asked for are added up', () => {
  const rows = timesTable(parts, 2);
  expect(rows.map(({ what }) => what)).toEqual([
    'test/patient.test.ts',
    'test/dear.test.ts',
    '2 more',
    'jest itself',
    WHOLE_RUN,
  ]);
  expect(rows[2]).toMatchObject({ processor: 4.5, waiting: 0.5 });
});
