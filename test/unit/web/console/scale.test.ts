import { expect, test } from '@jest/globals';
import { columnAt, ticksFor, yOf } from '../../../../src/web/console/plots/scale.js';

test.each([
  [0.3, [0, 0.2, 0.4]],
  [1, [0, 1, 2]],
  [7, [0, 5, 10]],
  [186, [0, 100, 200]],
  [1240, [0, 1000, 2000]],
])('for values up to %d the lines stand at round numbers', (largest, ticks) => {
  const found = ticksFor(largest);
  expect(found.map((tick) => Math.round(tick * 100) / 100)).toEqual(ticks);
  expect(found.at(-1)).toBeGreaterThanOrEqual(largest);
});

test('nothing is at the bottom line, the largest at the top one, and columns do not touch', () => {
  expect(yOf(0, 10)).toBeGreaterThan(yOf(10, 10));
  const [first, second] = [columnAt(0, 24), columnAt(1, 24)];
  expect(first.x + first.width).toBeLessThan(second.x);
});
