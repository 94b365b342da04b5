import { expect, test } from '@jest/globals';
import { WrongTokens } from '../../../../src/web/admin-token/wrong-tokens.js';

test('twenty wrong ones from a source are noted within a minute; those beyond are told to wait, and no other source', () => {
  const wrong = new WrongTokens();
  for (let n = 0; n < 20; n += 1) expect(wrong.note('203.0.113.1', 1_000)).toBe(0);
  expect(wrong.note('203.0.113.1', 2_000)).toBe(59_000);
  expect(wrong.note('::ffff:203.0.113.1', 2_000)).toBe(59_000);
  expect(wrong.note('203.0.113.2', 2_000)).toBe(0);
  expect(wrong.note('203.0.113.1', 61_000)).toBe(0);
});

test('a network of IPv6 addresses is one source', () => {
  const wrong = new WrongTokens();
  for (let n = 0; n < 20; n += 1) expect(wrong.note(`2001:db8::${n}`, 1_000)).toBe(0);
  expect(wrong.note('2001:db8::ffff', 1_000)).toBe(60_000);
});

test('a hundred from everywhere make all wrong ones wait, and no more are kept', () => {
  const wrong = new WrongTokens();
  for (let n = 0; n < 100; n += 1) expect(wrong.note(`203.0.113.${n}`, 1_000)).toBe(0);
  for (let n = 0; n < 1_000; n += 1) expect(wrong.note(`198.51.${n >> 8}.${n & 255}`, 2_000)).toBe(59_000);
  expect(wrong.note('192.0.2.1', 61_000)).toBe(0);
});
