import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CondensedLog } from '../../../../src/platform/logging/condensed-log.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('each key has one line in each period, which stands for all that were left out since the last', () => {
  const log = new CondensedLog(60_000);
  const lines: string[] = [];
  const note = (key: string) => log.note(key, (times) => void lines.push(`${key} ${times}`));
  for (let i = 0; i < 5; i += 1) note('a');
  note('b');
  expect(lines.splice(0)).toEqual(['a 1', 'b 1']);
  jest.advanceTimersByTime(60_000);
  expect(lines.splice(0)).toEqual(['a 4']); // and nothing of b, of which nothing was left out
  note('a'); // within a minute of its last line
  note('b');
  expect(lines.splice(0)).toEqual(['b 1']);
  jest.advanceTimersByTime(60_000);
  expect(lines.splice(0)).toEqual(['a 1']);
  jest.advanceTimersByTime(120_000);
  note('a');
  expect(lines.splice(0)).toEqual(['a 1']);
  note('a');
  note('a');
  log.close();
  expect(lines).toEqual(['a 2']);
});
