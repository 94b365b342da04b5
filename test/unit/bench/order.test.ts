import { expect, test } from '@jest/globals';
import { addUp, compareArrival } from '../../../bench/drain/order.js';

const sent = ['a', 'b', 'c'];

test.each([
  ['all there, in order', ['a', 'b', 'c'], { lost: 0, twice: 0, inOrder: true }],
  ['one is lost', ['a', 'c'], { lost: 1, twice: 0, inOrder: true }],
  ['all are lost', [], { lost: 3, twice: 0, inOrder: true }],
  ['two changed places', ['b', 'a', 'c'], { lost: 0, twice: 0, inOrder: false }],
  ['the last came first', ['c', 'a', 'b'], { lost: 0, twice: 0, inOrder: false }],
  ['one is brought again later', ['a', 'b', 'a', 'c'], { lost: 0, twice: 1, inOrder: true }],
  ['one is lost and the rest turned around', ['c', 'a'], { lost: 1, twice: 0, inOrder: false }],
  ['one that was not sent', ['x', 'a', 'b', 'c'], { lost: 0, twice: 0, inOrder: true }],
])('%s', (_name, arrived, expected) => {
  expect(compareArrival(sent, arrived)).toEqual(expected);
});

test('over all conversations: events lost and brought twice, conversations out of order', () => {
  expect(
    addUp([
      { lost: 1, twice: 0, inOrder: true },
      { lost: 2, twice: 3, inOrder: false },
      { lost: 0, twice: 0, inOrder: false },
    ]),
  ).toEqual({ lost: 3, twice: 3, outOfOrder: 2 });
});
