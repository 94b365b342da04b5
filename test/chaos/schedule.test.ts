import { describe, expect, test } from '@jest/globals';
import { faultClasses, scheduleFaults } from './schedule.js';

const options = { seed: 7, count: 120, overMs: 60_000, timeScale: 1, classes: [] };

describe('the faults of a run', () => {
  test('are the same for the same seed, and others for another', () => {
    expect(scheduleFaults(options)).toEqual(scheduleFaults(options));
    expect(scheduleFaults(options)).not.toEqual(scheduleFaults({ ...options, seed: 8 }));
  });

  test('are as many as asked for, in order, and within the run', () => {
    for (const count of [0, 1, 2, 39, 40, 41, 200]) {
      const times = scheduleFaults({ ...options, count }).map(({ atMs }) => atMs);
      expect(times).toHaveLength(count);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((at) => at >= 0 && at <= options.overMs)).toBe(true);
    }
  });

  test('are of every class before any class comes again', () => {
    const names = scheduleFaults({ ...options, count: faultClasses.length }).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(faultClasses));
  });

  test('hold one rolling restart, in the middle', () => {
    const restarts = scheduleFaults(options).filter(({ name }) => name === 'rolling restart');
    expect(restarts).toHaveLength(1);
    expect(restarts[0]?.atMs).toBeGreaterThan(options.overMs * 0.4);
    expect(restarts[0]?.atMs).toBeLessThan(options.overMs * 0.6);
  });

  test('hang for 30 s at the longest, and shorter by the time scale', () => {
    const longest = (timeScale: number) =>
      Math.max(
        ...scheduleFaults({ ...options, timeScale }).flatMap(({ fault }) =>
          fault.do === 'hang' ? [fault.ms] : [],
        ),
      );
    expect(longest(1)).toBe(30_000);
    expect(longest(0.1)).toBe(3_000);
  });

  test('are of the classes asked for only', () => {
    const classes = ['kill worker', 'hang drift'];
    const names = scheduleFaults({ ...options, count: 9, classes }).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(classes));
    expect(names).toHaveLength(9);
  });
});
