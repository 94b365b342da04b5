import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Burst } from '../../../workflows/conversation/reorder-buffer.js';
import type { ConversationEvent } from '../../../src/contracts/messages.js';

const event = (inboxId: number, more: Partial<ConversationEvent> = {}): ConversationEvent => ({
  key: `key-${inboxId}`,
  kind: 'rep_spoke',
  inboxId,
  at: 0,
  ...more,
});
const takeAll = (burst: Burst) => Array.from({ length: burst.size }, () => burst.take().inboxId);

describe('a burst', () => {
  test('gives chat messages in the order of writing, whatever the order of arrival', () => {
    const written = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(written, (times) => {
        const burst = new Burst();
        for (const at of times) burst.add(event(at, { writtenAt: at, at: 5_000 }));
        burst.sortByTime();
        expect(takeAll(burst)).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });

  test("gives those of one moment in the order of Drift's message IDs", () => {
    const burst = new Burst();
    for (const order of [12, 11, 13]) burst.add(event(order, { writtenAt: 7, order }));
    burst.sortByTime();
    expect(takeAll(burst)).toEqual([11, 12, 13]);
  });

  test('uses our own time of arrival where Drift told none', () => {
    const burst = new Burst();
    burst.add(event(2, { at: 20 }));
    burst.add(event(1, { at: 10 }));
    burst.sortByTime();
    expect(takeAll(burst)).toEqual([1, 2]);
  });

  test('puts what the given order does not name last, and keeps their order', () => {
    const burst = new Burst();
    for (const id of [4, 3, 2, 1]) burst.add(event(id));
    burst.sortAs([1, 2]);
    expect(takeAll(burst)).toEqual([1, 2, 4, 3]);
  });

  test('is not in order while it holds what came after the order was asked for', () => {
    const burst = new Burst();
    for (const id of [2, 3]) burst.add(event(id));
    burst.add(event(1));
    burst.sortAs([2, 3]);
    expect(burst.isOrdered).toBe(false);
    burst.sortAs([1, 2, 3]);
    expect(burst.isOrdered).toBe(true);
    expect(takeAll(burst)).toEqual([1, 2, 3]);
  });

  test('one message alone is in order; a second one has to be put in order', () => {
    const burst = new Burst();
    burst.add(event(1));
    expect(burst.isOrdered).toBe(true);
    burst.add(event(2));
    expect(burst.isOrdered).toBe(false);
    burst.sortAs([2, 1]);
    expect(burst.isOrdered).toBe(true);
    expect(takeAll(burst)).toEqual([2, 1]);
  });
});
