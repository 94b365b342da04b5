import { describe, expect, test } from '@jest/globals';
import { inWords, median, percentile, summarize, toHistogram } from '../../../bench/harness/statistics.js';

const oneToThousand = Array.from({ length: 1_000 }, (_, i) => i + 1);

describe('percentiles are values that were measured', () => {
  test.each([
    [0.5, 500],
    [0.99, 990],
    [0.999, 999],
    [1, 1_000],
  ])('%d of 1 to 1000 is %d', (share, expected) => {
    expect(percentile(oneToThousand, share)).toBe(expected);
  });

  test('of a few values the 99th is the largest', () => {
    expect(percentile([1, 2, 30], 0.99)).toBe(30);
  });

  test('of one value each is that value', () => {
    expect(summarize([7])).toEqual({ count: 1, p50: 7, p99: 7, p999: 7, max: 7 });
  });

  test('no values: no percentile, and no silent zero', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
    expect(() => median([])).toThrow(RangeError);
  });
});

test('a summary does not depend on the order of the values', () => {
  expect(summarize([...oneToThousand].reverse())).toEqual(summarize(oneToThousand));
  expect(inWords([3, 1, 2])).toBe('p50 2 / p99 3 / p99.9 3 / max 3 ms (3)');
});

test.each([
  [[3, 1, 2], 2],
  [[10, 1, 2, 3], 2.5],
  [[5], 5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('a raw histogram counts every value once, ascending, to three significant digits', () => {
  expect(toHistogram([12.341, 0.5, 12.349, 1_234, 0.5])).toEqual([
    [0.5, 2],
    [12.3, 2],
    [1_230, 1],
  ]);
  const total = toHistogram(oneToThousand).reduce((sum, [, count]) => sum + count, 0);
  expect(total).toBe(1_000);
});
