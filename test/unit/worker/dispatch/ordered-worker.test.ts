import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { OrderedWorker, type OrderedWorkerOptions } from '../../../../src/worker/dispatch/ordered-worker.js';
import type { WaitingEvent } from '../../../../src/records/inbox/store.js';
import { eventually } from '../../../support/eventually.js';

const at = new Date(0);
const event = (id: number, conversationId: number): WaitingEvent => ({
  id,
  orgId: 7,
  eventKey: `7:${id}`,
  eventId: `7:${id}`,
  occurredAt: at,
  receivedAt: at,
  event: { kind: 'other', conversationId },
  trace: null,
});
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const sorted = (ids: readonly number[]) => ids.toSorted((a, b) => a - b);
/** Lets whatever can go on go on. */
const rest = async (times = 20) => {
  for (let i = 0; i < times; i++) await new Promise(setImmediate);
};
const HOUR = 3_600_000;

/** What waits, and whoever receives it. */
class World {
  readonly stopping = new AbortController();
  waiting: WaitingEvent[] = [];
  readonly begun: number[] = [];
  readonly settled: number[] = [];
  looks = 0;
  /** Events that cannot be handed over. */
  readonly failing = new Set<number>();
  readonly failingOnce = new Set<number>();
  readonly #gates = new Map<number, { readonly promise: Promise<void>; readonly open: () => void }>();
  finding: () => Promise<void> = () => Promise.resolve();

  store(...events: readonly WaitingEvent[]): void {
    this.waiting.push(...events);
  }

  holdUp(...ids: readonly number[]): void {
    for (const id of ids) {
      let open: () => void = () => undefined;
      const promise = new Promise<void>((resolve) => (open = resolve));
      this.#gates.set(id, { promise, open });
    }
  }

  letGo(...ids: readonly number[]): void {
    for (const id of ids) this.#gates.get(id)?.open();
  }

  settle(id: number): void {
    this.settled.push(id);
    this.waiting = this.waiting.filter((one) => one.id !== id);
  }

  worker(more: Partial<OrderedWorkerOptions> = {}): OrderedWorker {
    const batch = more.batch ?? 100;
    return new OrderedWorker({
      find: async (without) => {
        this.looks += 1;
        const found = this.waiting.filter(({ id }) => !without.includes(id)).slice(0, batch);
        await this.finding(); // what was found may be old when it comes
        return found;
      },
      batch,
      handOver: async ({ id }) => {
        this.begun.push(id);
        await this.#gates.get(id)?.promise;
        if (this.failing.has(id) || this.failingOnce.delete(id)) return false;
        this.settle(id);
        return true;
      },
      concurrency: 4,
      roundMs: HOUR,
      pollMs: HOUR,
      restMs: HOUR,
      ...more,
    });
  }

  round(worker: OrderedWorker): Promise<boolean> {
    return worker.round(this.stopping.signal);
  }
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('what hands streams over', () => {
  test('brings everything, once, each stream in order: whatever fails, however long it takes, whatever comes meanwhile', async () => {
    const plan = fc.array(
      fc.record({
        conversation: fc.integer({ min: 1, max: 5 }),
        takes: fc.integer({ min: 0, max: 4 }),
        failures: fc.constantFrom(0, 0, 0, 0, 1, 2),
      }),
      { maxLength: 40 },
    );
    const pace = fc.record({
      batch: fc.integer({ min: 1, max: 8 }),
      first: fc.nat(40),
      looking: fc.integer({ min: 0, max: 4 }),
      roundMs: fc.constantFrom(1, 3, HOUR),
    });
    await fc.assert(
      fc.asyncProperty(plan, pace, async (events, { batch, first, looking, roundMs }) => {
        const world = new World();
        world.finding = () => rest(looking);
        const all = events.map(({ conversation }, i) => event(i, conversation));
        const tries = new Map<number, number>();
        const atWork = new Set<number>();
        const twoAtOnce: number[] = [];
        const worker = world.worker({
          batch,
          roundMs,
          restMs: 0,
          handOver: async ({ id }) => {
            const { conversation = 0, takes = 0, failures = 0 } = events[id] ?? {};
            if (atWork.has(conversation)) twoAtOnce.push(id);
            atWork.add(conversation);
            await rest(takes);
            atWork.delete(conversation);
            tries.set(id, (tries.get(id) ?? 0) + 1);
            if ((tries.get(id) ?? 0) <= failures) return false;
            world.settle(id);
            return true;
          },
        });
        world.store(...all.slice(0, first));
        const storeTheRest = async () => {
          for (const one of all.slice(first)) {
            await rest(2);
            world.store(one);
            worker.wake();
          }
        };
        const storing = storeTheRest();
        for (let rounds = 0; world.settled.length < all.length && rounds < 2_000; rounds++) {
          await world.round(worker);
          await rest(1);
        }
        await storing;
        expect(twoAtOnce).toEqual([]);
        expect(sorted(world.settled)).toEqual(all.map(({ id }) => id));
        expect(all.filter(({ id }) => tries.get(id) !== (events[id]?.failures ?? 0) + 1)).toEqual([]);
        for (const conversation of [1, 2, 3, 4, 5]) {
          const theirs = world.settled.filter((id) => events[id]?.conversation === conversation);
          expect(theirs).toEqual(sorted(theirs));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a backlog larger than a batch is worked off in one round', async () => {
    const world = new World();
    world.store(...numbers(95).map((i) => event(i, i % 10)));
    expect(await world.round(world.worker({ batch: 10 }))).toBe(false);
    expect(sorted(world.begun)).toEqual(numbers(95));
    expect(world.waiting).toEqual([]);
  });

  test('a stream that hangs holds up neither others nor what comes later, and its own goes on in order', async () => {
    const world = new World();
    world.holdUp(1);
    world.store(event(1, 1), event(2, 1), event(3, 2));
    const worker = world.worker();
    const round = world.round(worker);
    await rest();
    world.store(event(4, 3), event(5, 1));
    worker.wake();
    await rest();
    expect(world.begun).toEqual([1, 3, 4]);
    world.letGo(1);
    expect(await round).toBe(false);
    expect(world.begun).toEqual([1, 3, 4, 2, 5]);
  });

  test('nor does it once it hangs for longer than a round: the next begins without it, and goes on with its stream when it is done', async () => {
    const world = new World();
    world.holdUp(1);
    world.store(event(1, 1), event(2, 1));
    const worker = world.worker({ roundMs: 5 });
    expect(await world.round(worker)).toBe(true);
    world.store(event(3, 2), event(4, 1));
    expect(await world.round(worker)).toBe(true);
    expect(world.begun).toEqual([1, 3]);
    world.letGo(1);
    expect(await world.round(worker)).toBe(false);
    expect(world.begun).toEqual([1, 3, 2, 4]);
  });

  test('one that fails holds up nothing but itself, also while another hangs', async () => {
    const world = new World();
    world.failing.add(1);
    world.holdUp(3);
    world.store(event(1, 1), event(2, 1), event(3, 2));
    const worker = world.worker();
    const round = world.round(worker);
    await rest();
    world.store(event(4, 3), event(5, 1));
    worker.wake();
    await rest();
    expect(world.settled).toEqual([4]);
    world.letGo(3);
    expect(await round).toBe(false);
    expect(world.begun).toEqual([1, 3, 4]);
    expect(world.waiting.map(({ id }) => id)).toEqual([1, 2, 5]);
  });

  test('as many that hang as there are hands keep the others waiting once, and not after they have failed', async () => {
    const world = new World();
    world.holdUp(0, 1, 2, 3);
    for (const id of numbers(4)) world.failing.add(id);
    world.store(...numbers(4).map((i) => event(i, i)), event(4, 4));
    const worker = world.worker({ restMs: 0 });
    const first = world.round(worker);
    await rest();
    expect(world.begun).toEqual([0, 1, 2, 3]);
    world.letGo(0, 1, 2, 3);
    expect(await first).toBe(false); // as many failures in a row as there are hands
    world.holdUp(0, 1, 2, 3);
    const second = world.round(worker);
    await rest();
    expect(world.settled).toEqual([4]);
    expect(world.begun.slice(4)).toEqual([0, 4, 1]); // one hand at the least and half at the most are for those that have failed
    world.store(event(5, 5));
    worker.wake();
    await rest();
    expect(world.settled).toEqual([4, 5]);
    world.letGo(0, 1, 2, 3);
    await second;
  });

  test('where everything fails, no more is tried in a round than there are hands', async () => {
    const world = new World();
    world.store(...numbers(200).map((i) => event(i, i)));
    for (const id of numbers(200)) world.failing.add(id);
    const worker = world.worker({ batch: 20 });
    expect(await world.round(worker)).toBe(false);
    expect(world.begun).toEqual([0, 1, 2, 3]);
    expect(await world.round(worker)).toBe(false); // what has failed rests
    expect(world.begun.slice(4)).toEqual([4, 5, 6, 7]);
  });

  test('those that have failed take turns', async () => {
    const world = new World();
    for (const id of numbers(6)) world.failing.add(id);
    world.store(...numbers(6).map((i) => event(i, i)));
    const worker = world.worker({ restMs: 0 });
    for (let rounds = 0; rounds < 4; rounds++) await world.round(worker);
    expect(new Set(world.begun)).toEqual(new Set(numbers(6)));
    world.failing.delete(5);
    for (let rounds = 0; rounds < 4; rounds++) await world.round(worker);
    expect(world.settled).toEqual([5]);
  });

  test('and do not use a round up before those behind them have been looked for', async () => {
    const world = new World();
    world.finding = () => rest(2);
    world.store(...numbers(200).map((i) => event(i, i)));
    for (const id of numbers(200)) world.failing.add(id);
    const worker = world.worker({ batch: 20, restMs: 0 });
    for (let rounds = 0; rounds < 20; rounds++) await world.round(worker);
    expect(Math.max(...world.begun)).toBeGreaterThan(25); // of a batch of 20
  });

  test('nor does what comes without end keep those that have failed from their turn', async () => {
    const world = new World();
    world.finding = () => rest(3);
    world.failing.add(0);
    world.store(event(0, 0));
    const worker = world.worker({ restMs: 0, concurrency: 8 });
    await world.round(worker);
    world.failing.clear();
    const round = world.round(worker);
    for (let id = 1; id < 50 && !world.settled.includes(0); id++) {
      world.store(event(id, id));
      worker.wake();
      await rest(1);
    }
    expect(world.settled).toContain(0);
    await round;
  });

  test('one that comes while another hangs, and of which nobody tells, is found; what has rested is tried', async () => {
    const world = new World();
    world.holdUp(1);
    world.failingOnce.add(2);
    world.store(event(1, 1), event(2, 2));
    const round = world.round(world.worker({ pollMs: 10, restMs: 5 }));
    await rest();
    world.store(event(3, 3));
    await eventually('both are settled', () => world.settled.length === 2);
    expect(sorted(world.settled)).toEqual([2, 3]);
    world.letGo(1);
    await round;
    expect(sorted(world.begun)).toEqual([1, 2, 2, 3]);
  });

  test('a hand-over that throws ends the round with its error, and the event waits', async () => {
    const world = new World();
    world.store(event(1, 1));
    const handOver = () => Promise.reject(new Error('a defect'));
    await expect(world.round(world.worker({ handOver }))).rejects.toThrow('a defect');
    expect(world.waiting).toHaveLength(1);
  });

  test('what has failed is tried again after its rest', async () => {
    const world = new World();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    world.failing.add(1);
    world.store(event(1, 1), event(2, 1));
    const worker = world.worker({ restMs: 500 });
    await world.round(worker);
    clock.mockReturnValue(499);
    await world.round(worker);
    expect(world.begun).toEqual([1]);
    world.failing.clear();
    clock.mockReturnValue(500);
    expect(await world.round(worker)).toBe(false);
    expect(world.settled).toEqual([1, 2]);
  });

  test('once it has been handed over it goes before others again', async () => {
    const world = new World();
    const worker = world.worker({ concurrency: 1, restMs: 0 });
    world.failing.add(1);
    world.store(event(1, 1));
    await world.round(worker);
    world.failing.clear();
    world.holdUp(1);
    world.store(event(2, 1));
    const round = world.round(worker);
    await rest();
    world.store(event(3, 2));
    worker.wake();
    await rest();
    world.letGo(1);
    await round;
    expect(world.settled).toEqual([1, 2, 3]);
  });

  test('what another process has handed over between two rounds is left alone', async () => {
    const world = new World();
    world.holdUp(1);
    world.store(event(1, 1), event(2, 2));
    const worker = world.worker({ concurrency: 1, roundMs: 5 });
    await world.round(worker);
    world.settle(2);
    world.letGo(1);
    await world.round(worker);
    expect(world.begun).toEqual([1]);
  });

  test('one that is seen late goes before those behind it that have not begun', async () => {
    const world = new World();
    world.holdUp(10);
    world.store(event(10, 1), event(12, 1));
    const worker = world.worker();
    const round = world.round(worker);
    await rest();
    world.store(event(11, 1));
    worker.wake();
    await rest();
    world.letGo(10);
    await round;
    expect(world.settled).toEqual([10, 11, 12]);
  });

  test('no more streams are at work than there are hands, over all rounds', async () => {
    const world = new World();
    world.holdUp(...numbers(10));
    world.store(...numbers(10).map((i) => event(i, i)));
    const worker = world.worker({ roundMs: 5 });
    await world.round(worker);
    await world.round(worker);
    expect(world.begun).toEqual([0, 1, 2, 3]);
    world.letGo(...numbers(10));
    await world.round(worker);
    expect(world.begun).toHaveLength(10);
  });

  test('a long stream is not read into memory as a whole', async () => {
    const world = new World();
    world.holdUp(0);
    world.store(...numbers(500).map((i) => event(i, 1)));
    const worker = world.worker({ batch: 10 });
    const round = world.round(worker);
    await rest();
    expect(world.looks).toBe(4);
    world.letGo(0);
    await round;
    expect(world.settled).toEqual(numbers(500));
  });

  test('an inbox that cannot be read ends the round with its error; what is at work is settled all the same', async () => {
    const world = new World();
    world.holdUp(1);
    world.store(event(1, 1));
    const worker = world.worker();
    const failed = expect(world.round(worker)).rejects.toThrow('cannot be read');
    await rest();
    world.finding = () => Promise.reject(new Error('cannot be read'));
    worker.wake();
    await failed;
    world.letGo(1);
    await worker.finish();
    expect(world.settled).toEqual([1]);
  });

  test('ends with what is at work when the process ends, and begins nothing after that', async () => {
    const world = new World();
    world.holdUp(1);
    world.store(event(1, 1), event(2, 1), event(3, 2));
    const worker = world.worker({ concurrency: 1 });
    let hasEnded = false;
    const round = world.round(worker).finally(() => (hasEnded = true));
    await rest();
    world.stopping.abort();
    await rest();
    expect(hasEnded).toBe(false);
    world.letGo(1);
    await round;
    const { looks } = world;
    worker.wake();
    await rest();
    expect([world.begun, world.settled, world.looks]).toEqual([[1], [1], looks]);
  });
});
