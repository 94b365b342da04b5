import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { inTime } from '../../../src/temporal/in-time.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('a hand-over that hangs is given up in bounded time, also where the deadline of the call does not come', async () => {
  const hangs = new Promise<never>(() => undefined);
  const client = { withDeadline: () => hangs };
  const late = expect(inTime(client, () => hangs)).rejects.toThrow('has not answered in time');
  await jest.advanceTimersByTimeAsync(6_000);
  await late;
});

test('what comes of it in time is passed on, and no timer is left', async () => {
  const client = { withDeadline: <T>(_: number | Date, call: () => Promise<T>) => call() };
  expect(await inTime(client, () => Promise.resolve('taken'))).toBe('taken');
  await expect(inTime(client, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(jest.getTimerCount()).toBe(0);
});
