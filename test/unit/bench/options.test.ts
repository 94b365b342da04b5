import { expect, test } from '@jest/globals';
import { readOptions } from '../../../bench/harness/options.js';

const names = ['ack', 'drain'];

test('without options everything runs in full', () => {
  expect(readOptions([], names)).toEqual({ quick: false, only: [], outFile: null, profileDir: null });
});

test('each option is read', () => {
  const given = ['--quick', '--only', 'drain,ack', '--out', 'figures.json', '--profile', 'profiles'];
  expect(readOptions(given, names)).toEqual({
    quick: true,
    only: ['drain', 'ack'],
    outFile: 'figures.json',
    profileDir: 'profiles',
  });
});

test('a benchmark that does not exist is an error that names it, not an empty run', () => {
  expect(() => readOptions(['--only', 'ack,drian'], names)).toThrow('there is no "drian"');
  expect(() => readOptions(['--fast'], names)).toThrow('--fast');
});

test('--list and --help run nothing', () => {
  expect(readOptions(['--list', '--quick'], names)).toBe('list');
  expect(readOptions(['--help'], names)).toBe('help');
});
