import { expect, test } from '@jest/globals';
import { WrongSignIns } from '../../../../src/web/console/wrong-sign-ins.js';

test('five wrong ones from an address close it for a minute, and no other', () => {
  const wrong = new WrongSignIns();
  for (let n = 0; n < 5; n += 1) {
    expect(wrong.waitMs('a', 1_000)).toBe(0);
    wrong.note('a', 1_000);
  }
  expect(wrong.waitMs('a', 2_000)).toBe(59_000);
  expect(wrong.waitMs('b', 2_000)).toBe(0);
  expect(wrong.waitMs('a', 61_000)).toBe(0);
});

test('a hundred wrong ones from everywhere close the sign-in for all, until the window is over', () => {
  const wrong = new WrongSignIns();
  for (let n = 0; n < 100; n += 1) wrong.note(`address ${n}`, 1_000);
  expect(wrong.waitMs('new', 2_000)).toBe(59_000);
  expect(wrong.waitMs('new', 61_000)).toBe(0);
});
