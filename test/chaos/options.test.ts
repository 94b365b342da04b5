import { expect, test } from '@jest/globals';
import { readOptions } from './options.js';

test('a run is told by its options', () => {
  const options = ['--conversations', '9', '--faults', '3', '--seed', '5', '--without', 'dedupe'];
  expect(readOptions(options)).toMatchObject({ conversations: 9, faults: 3, seed: 5, without: 'dedupe' });
});

test.each([
  [['--conversations', '0'], /--conversations should be a whole number from 1/],
  [['--faults', 'many'], /--faults should be a whole number/],
  [['--without', 'sense'], /--without should be one of dedupe, reconcile, echo-guard, ordering/],
  [['--time-scale', '0'], /--time-scale should be above 0/],
  [['--classes', 'kill worker,rain'], /there is no "rain"/],
])('%j is refused with words', (args, words) => {
  expect(() => readOptions(args)).toThrow(words);
});
