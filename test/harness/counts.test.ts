import { describe, expect, test } from '@jest/globals';
import { addCounts, countTests, failedFiles, isGood, type FileResult, type JestReport } from './counts.js';

const file = (name: string, ...statuses: string[]): FileResult => ({
  name,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status) => ({ status })),
});
const unloadable = (name: string): FileResult => ({ name, status: 'failed', assertionResults: [] });
const report = (...testResults: FileResult[]): JestReport => ({
  success: testResults.every(({ status }) => status === 'passed'),
  testResults,
});

describe('each test is counted once, by its last run', () => {
  test('without a second run all counts are of the first', () => {
    const first = report(file('a', 'passed', 'passed'), file('b', 'passed', 'failed'));
    expect(countTests(first, null)).toEqual({ passed: 3, failed: 1, flaky: [], broken: ['b'] });
    expect(failedFiles(first)).toEqual(['b']);
  });

  test('a file that passes the second time counts as passed, once, and is named as flaky', () => {
    const first = report(file('a', 'passed'), file('b', 'passed', 'failed'));
    const again = report(file('b', 'passed', 'passed'));
    expect(countTests(first, again)).toEqual({ passed: 3, failed: 0, flaky: ['b'], broken: [] });
  });

  test('a file that fails twice counts as its second run says', () => {
    const first = report(file('b', 'failed', 'failed', 'passed'));
    const again = report(file('b', 'passed', 'failed', 'passed'));
    expect(countTests(first, again)).toEqual({ passed: 2, failed: 1, flaky: [], broken: ['b'] });
  });

  test('a file that the second run lacks has failed for good', () => {
    const first = report(file('a', 'failed'), file('b', 'failed'));
    expect(countTests(first, report(file('a', 'passed')))).toEqual({
      passed: 1,
      failed: 1,
      flaky: ['a'],
      broken: ['b'],
    });
  });

  test('a file that was good the first time is not looked for in the second run', () => {
    const first = report(file('a', 'passed'), file('b', 'failed'));
    const again = report(file('a', 'failed'), file('b', 'passed'));
    expect(countTests(first, again)).toMatchObject({ passed: 2, failed: 0 });
  });
});

describe('a file without a failed test that failed all the same', () => {
  test('counts as a failure where it cannot be loaded', () => {
    expect(countTests(report(file('a', 'passed'), unloadable('b')), null)).toMatchObject({
      passed: 1,
      failed: 1,
      broken: ['b'],
    });
  });

  test('counts as a failure where a hook broke after tests that passed', () => {
    const hook = { ...file('a', 'passed', 'passed'), status: 'failed' };
    expect(countTests(report(hook), report(hook))).toMatchObject({ passed: 2, failed: 1, broken: ['a'] });
  });

  test('is forgotten once it loads', () => {
    expect(countTests(report(unloadable('b')), report(file('b', 'passed', 'passed')))).toEqual({
      passed: 2,
      failed: 0,
      flaky: ['b'],
      broken: [],
    });
  });
});

test('what is skipped is not counted', () => {
  expect(countTests(report(file('a', 'passed', 'pending', 'todo')), null)).toMatchObject({
    passed: 1,
    failed: 0,
  });
});

test('runs of different tests add up, and a run of nothing is not good', () => {
  const one = { passed: 2, failed: 0, flaky: ['a'], broken: [] };
  const other = { passed: 1, failed: 1, flaky: [], broken: ['b'] };
  const both = { passed: 3, failed: 1, flaky: ['a'], broken: ['b'] };
  expect(addCounts(one, other)).toEqual(both);
  expect([isGood(one), isGood(other), isGood(both)]).toEqual([true, false, false]);
  expect(isGood({ passed: 0, failed: 0, flaky: [], broken: [] })).toBe(false);
});
