import { createSecretKey } from 'node:crypto';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { KeyCache } from '../../../../src/orgs/vault/key-cache.js';

const key = (n: number) => ({ id: `k${n}`, key: createSecretKey(Buffer.alloc(32, n)) });
const wrapped = (n: number) => Buffer.alloc(60, n);

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('an unwrapped key is forgotten after its time, whether or not anybody asks for it', () => {
  const cache = new KeyCache(1_000);
  cache.put(1, wrapped(1), key(1));
  jest.advanceTimersByTime(600);
  cache.put(2, wrapped(2), key(2));
  expect(cache.get(1, wrapped(1))?.id).toBe('k1');
  jest.advanceTimersByTime(500);
  expect([cache.size, cache.get(1, wrapped(1)), cache.get(2, wrapped(2))?.id]).toEqual([1, null, 'k2']);
  jest.advanceTimersByTime(500);
  expect(cache.size).toBe(0);
});

test('a key that was put in anew has its own time', () => {
  const cache = new KeyCache(1_000);
  cache.put(1, wrapped(1), key(1));
  jest.advanceTimersByTime(900);
  cache.put(1, wrapped(2), key(2));
  jest.advanceTimersByTime(900);
  expect([cache.get(1, wrapped(1)), cache.get(1, wrapped(2))?.id]).toEqual([null, 'k2']);
});
