import { describe, expect, test } from '@jest/globals';
import {
  bridgeTransitions,
  nextBridgeState,
  type BridgeFacts,
  type BridgeState,
} from '../../../workflows/conversation/bridge-state.js';
import { initialOrdering, orderingTransitions } from '../../../workflows/conversation/ordering.js';
import { SerialQueue } from '../../../workflows/conversation/serial-queue.js';

const facts: BridgeFacts = {
  ordering: 'ask_first',
  isChatGone: false,
  isThreadIdle: true,
  hasEvents: false,
  continueAsNewSuggested: false,
  now: 1_000,
  idleAt: 2_000,
};
const bools = [true, false];
const everyFacts = (orderings: readonly BridgeFacts['ordering'][]): BridgeFacts[] =>
  orderings.flatMap((ordering) =>
    bools.flatMap((isThreadIdle) =>
      bools.flatMap((hasEvents) =>
        bools.flatMap((continueAsNewSuggested) =>
          [1_999, 2_000].map((now) => ({
            ordering,
            isChatGone: false,
            isThreadIdle,
            hasEvents,
            continueAsNewSuggested,
            now,
            idleAt: 2_000,
          })),
        ),
      ),
    ),
  );
const held = ['undecided', 'hold', 'ask_first'] as const;

describe('the state of a bridge', () => {
  test.each<[BridgeState, Partial<BridgeFacts>]>([
    ['open', {}],
    ['open', { isThreadIdle: false }],
    ['closing', { now: 2_000 }],
    ['closing', { isChatGone: true, isThreadIdle: false, hasEvents: true, continueAsNewSuggested: true }],
    ['overdue', { now: 2_000, isThreadIdle: false }],
    ['overdue', { now: 2_000, isThreadIdle: false, continueAsNewSuggested: true }],
    ['carried_over', { continueAsNewSuggested: true }],
    ['carried_over', { now: 2_000, continueAsNewSuggested: true }],
    ['open', { continueAsNewSuggested: true, isThreadIdle: false }],
    ['open', { continueAsNewSuggested: true, hasEvents: true }],
    ['draining', { ordering: 'as_received', continueAsNewSuggested: true, isThreadIdle: false }],
    ['open', { ordering: 'as_received', now: 2_000, isThreadIdle: false }],
    ['closing', { ordering: 'as_received', now: 2_000 }],
  ])('is %s where %j', (state, some) => {
    expect(nextBridgeState({ ...facts, ...some })).toBe(state);
  });

  test('an overdue bridge goes only where its row of the table allows, since its messages are held', () => {
    const reached = new Set(everyFacts(held).map(nextBridgeState));
    expect([...reached].sort()).toEqual([...bridgeTransitions.overdue].sort());
  });

  test('a bridge of the first release never is overdue, nor carried over with messages under way', () => {
    const reached = new Set(everyFacts(['as_received']).map(nextBridgeState));
    expect([...reached].sort()).toEqual(['closing', 'draining', 'open']);
  });
});

describe('the ordering of a thread', () => {
  const settings = { followUpDelayMs: 1, followUpMaxAgeMs: 1, latePhoneWindowMs: 1, sessionIdleMs: 1 };

  test('is decided from the start without a window, and later with one, even of no length', () => {
    expect(initialOrdering(settings)).toBe('as_received');
    expect(initialOrdering({ ...settings, reorderWindowMs: 0 })).toBe('undecided');
    expect(orderingTransitions.as_received).toEqual([]);
  });
});

describe('a serial queue', () => {
  const done = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };

  test('is working until all its work is done, in the order given', async () => {
    const queue = new SerialQueue();
    const order: number[] = [];
    let open: () => void = () => undefined;
    expect(queue.state).toBe('idle');
    queue.add(() => new Promise<void>((resolve) => (open = resolve)).then(() => void order.push(1)));
    queue.add(() => Promise.resolve(void order.push(2)));
    await done();
    expect(queue.state).toBe('working');
    expect(order).toEqual([]);
    open();
    await done();
    expect(order).toEqual([1, 2]);
    expect(queue.state).toBe('idle');
    queue.throwIfBroken();
  });

  test('stays broken after an error, keeps the first one, and still does later work', async () => {
    const queue = new SerialQueue();
    let isDone = false;
    queue.add(() => Promise.reject(new Error('first')));
    queue.add(() => Promise.reject(new Error('second')));
    queue.add(() => Promise.resolve(void (isDone = true)));
    await done();
    expect(queue.state).toBe('broken');
    expect(isDone).toBe(true);
    expect(() => queue.throwIfBroken()).toThrow('first');
  });
});
