import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import { ReorderBuffer } from '../../../workflows/conversation/reorder-buffer.js';
import type { ConversationEvent } from '../../../src/contracts/messages.js';

const event = (inboxId: number, more: Partial<ConversationEvent> = {}): ConversationEvent => ({
  key: `key-${inboxId}`,
  kind: 'rep_spoke',
  inboxId,
  at: 0,
  ...more,
});
const takeAll = (buffer: ReorderBuffer) => Array.from({ length: buffer.size }, () => buffer.take().inboxId);

describe('the reorder buffer', () => {
  test('gives chat messages in the order of writing, whatever the order of arrival', () => {
    const written = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(written, (times) => {
        const buffer = new ReorderBuffer();
        for (const at of times) buffer.add(event(at, { writtenAt: at, at: 5_000 }));
        buffer.sortByTime();
        expect(takeAll(buffer)).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });

  test("gives those of one moment in the order of Drift's message IDs", () => {
    const buffer = new ReorderBuffer();
    for (const order of [12, 11, 13]) buffer.add(event(order, { writtenAt: 7, order }));
    buffer.sortByTime();
    expect(takeAll(buffer)).toEqual([11, 12, 13]);
  });

  test('uses our own time of arrival where Drift told none', () => {
    const buffer = new ReorderBuffer();
    buffer.add(event(2, { at: 20 }));
    buffer.add(event(1, { at: 10 }));
    buffer.sortByTime();
    expect(takeAll(buffer)).toEqual([1, 2]);
  });

  test('puts what the given order does not name last, and keeps their order', () => {
    const buffer = new ReorderBuffer();
    for (const id of [4, 3, 2, 1]) buffer.add(event(id));
    buffer.sortAs([1, 2]);
    expect(takeAll(buffer)).toEqual([1, 2, 4, 3]);
  });

  test('falls back to the order in which messages were stored, not in which their signals came', () => {
    const buffer = new ReorderBuffer();
    for (const id of [118, 1, 117]) buffer.add(event(id));
    buffer.sortByArrival();
    expect(buffer.isOrdered).toBe(true);
    expect(takeAll(buffer)).toEqual([1, 117, 118]);
  });

  test('is not in order while it holds what came after the order was asked for', () => {
    const buffer = new ReorderBuffer();
    for (const id of [2, 3]) buffer.add(event(id));
    buffer.add(event(1));
    buffer.sortAs([2, 3]);
    expect(buffer.isOrdered).toBe(false);
    buffer.sortAs([1, 2, 3]);
    expect(buffer.isOrdered).toBe(true);
    expect(takeAll(buffer)).toEqual([1, 2, 3]);
  });

  test('one message alone is in order; a second one has to be put in order', () => {
    const buffer = new ReorderBuffer();
    buffer.add(event(1));
    expect(buffer.isOrdered).toBe(true);
    buffer.add(event(2));
    expect(buffer.isOrdered).toBe(false);
    buffer.sortAs([2, 1]);
    expect(buffer.isOrdered).toBe(true);
    expect(takeAll(buffer)).toEqual([2, 1]);
  });
});
