import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Round, type HandedOver, type RoundOptions } from '../../../src/dispatcher/round.js';
import { dispatched } from '../../../src/dispatcher/settled.js';
import type { WaitingEvent } from '../../../src/inbox/store.js';

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
const conversationOf = ({ event: { kind, ...more } }: WaitingEvent) =>
  kind === 'other' && 'conversationId' in more ? more.conversationId : null;
/** Lets whatever can go on go on. */
const rest = async (times = 20) => {
  for (let i = 0; i < times; i++) await new Promise(setImmediate);
};

/** An inbox in memory, and whoever receives its events. */
class World {
  readonly stopping = new AbortController();
  readonly waiting: WaitingEvent[] = [];
  readonly handedOver: number[] = [];
  readonly settledGroups: number[][] = [];
  readonly asked: number[][] = [];
  /** Events that are held up until they are let go. */
  readonly #gates = new Map<number, { promise: Promise<void>; open: () => void }>();
  outcomes = new Map<number, HandedOver>();
  settling: () => Promise<void> = () => Promise.resolve();
  finding: () => Promise<void> = () => Promise.resolve();

  store(...events: readonly WaitingEvent[]): void {
    this.waiting.push(...events);
  }

  holdUp(id: number): void {
    let open: () => void = () => undefined;
    const promise = new Promise<void>((resolve) => (open = resolve));
    this.#gates.set(id, { promise, open });
  }

  letGo(id: number): void {
    this.#gates.get(id)?.open();
  }

  round(more: Partial<RoundOptions> = {}): Round {
    const batch = more.batch ?? 100;
    return new Round({
      find: async (inHand) => {
        this.asked.push([...inHand]);
        await this.finding();
        return this.waiting.filter(({ id }) => !inHand.includes(id)).slice(0, batch);
      },
      batch,
      handOver: async ({ id }) => {
        this.handedOver.push(id);
        await this.#gates.get(id)?.promise;
        return this.outcomes.get(id) ?? dispatched;
      },
      settle: async (brought) => {
        const ids = brought.map(({ event: { id } }) => id);
        await this.settling();
        this.settledGroups.push(ids);
        for (const id of ids)
          this.waiting.splice(
            this.waiting.findIndex((one) => one.id === id),
            1,
          );
      },
      slots: 4,
      lastsMs: 60_000,
      pollMs: 60_000,
      signal: this.stopping.signal,
      ...more,
    });
  }

  get settled(): number[] {
    return this.settledGroups.flat();
  }

  /** Lets the round come to rest and ends it. */
  async end(run: Promise<boolean>): Promise<boolean> {
    await rest();
    this.stopping.abort();
    return run;
  }
}

describe('a round of the dispatcher', () => {
  test('hands over everything, each stream in order, however long each takes and whatever comes meanwhile', async () => {
    const plan = fc.array(
      fc.record({ conversation: fc.integer({ min: 1, max: 5 }), ms: fc.integer({ max: 4, min: 0 }) }),
      {
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.asyncProperty(plan, fc.integer({ min: 1, max: 8 }), fc.nat(40), async (events, batch, first) => {
        const world = new World();
        const all = events.map(({ conversation }, i) => event(i, conversation));
        const ended: number[] = [];
        const round = world.round({
          batch,
          handOver: async ({ id }) => {
            await rest(events[id]?.ms ?? 0);
            ended.push(id);
            return dispatched;
          },
        });
        world.store(...all.slice(0, first));
        const run = round.run();
        for (const one of all.slice(first)) {
          await rest(2);
          world.store(one);
          round.wake();
        }
        await rest(events.length * 8);
        expect(await world.end(run)).toBe(true);
        for (const conversation of [1, 2, 3, 4, 5]) {
          const theirs = (ids: readonly number[]) =>
            ids.filter((id) => events[id]?.conversation === conversation);
          expect(theirs(ended)).toEqual(
            all.filter((one) => conversationOf(one) === conversation).map(({ id }) => id),
          );
        }
        expect([...world.settled].sort((a, b) => a - b)).toEqual(all.map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });

  test('a backlog larger than a batch is worked off in one round, and no event is taken twice', async () => {
    const world = new World();
    world.store(...Array.from({ length: 95 }, (_, i) => event(i, i % 10)));
    await world.end(world.round({ batch: 10 }).run());
    expect([...world.handedOver].sort((a, b) => a - b)).toEqual(Array.from({ length: 95 }, (_, i) => i));
    expect(world.waiting).toEqual([]);
  });

  test('a slow stream holds up neither others nor what comes later', async () => {
    const world = new World();
    world.holdUp(1);
    world.store(event(1, 1), event(2, 1), event(3, 2));
    const round = world.round();
    const run = round.run();
    await rest();
    world.store(event(4, 3), event(5, 1));
    round.wake();
    await rest();
    expect(world.handedOver).toEqual([1, 3, 4]);
    world.letGo(1);
    await world.end(run);
    expect(world.handedOver).toEqual([1, 3, 4, 2, 5]);
  });

  test('no more streams are at work than there are slots', async () => {
    const world = new World();
    for (let id = 0; id < 10; id++) world.holdUp(id);
    world.store(...Array.from({ length: 10 }, (_, i) => event(i, i)));
    const run = world.round().run();
    await rest();
    expect(world.handedOver).toEqual([0, 1, 2, 3]);
    for (let id = 0; id < 10; id++) world.letGo(id);
    await world.end(run);
    expect(world.handedOver).toHaveLength(10);
  });

  test('an event that waits keeps its stream waiting, also what comes of it later, and no other stream', async () => {
    const world = new World();
    world.outcomes.set(1, 'waits');
    world.store(event(1, 1), event(2, 1), event(3, 2));
    const round = world.round();
    const run = round.run();
    await rest();
    world.store(event(4, 1), event(5, 3));
    round.wake();
    expect(await world.end(run)).toBe(true);
    expect(world.handedOver).toEqual([1, 3, 5]);
    expect(world.waiting.map(({ id }) => id)).toEqual([1, 2, 4]);
  });

  test('a round with an event that waits ends soon, so that it is tried again', async () => {
    const world = new World();
    world.outcomes.set(1, 'waits');
    world.store(event(1, 1));
    expect(await world.round({ pollMs: 5 }).run()).toBe(true);
  });

  test('the next event of a stream is handed over while the one before is being settled', async () => {
    const world = new World();
    let write: () => void = () => undefined;
    world.settling = () => new Promise((resolve) => (write = resolve));
    world.store(...[1, 2, 3, 4].map((id) => event(id, 1)));
    const run = world.round().run();
    await rest();
    expect(world.handedOver).toEqual([1, 2, 3, 4]);
    world.settling = () => Promise.resolve();
    write();
    await world.end(run);
    expect(world.settledGroups).toEqual([[1], [2, 3, 4]]);
  });

  test('ends only when everything that was handed over is settled', async () => {
    const world = new World();
    let write: () => void = () => undefined;
    world.settling = () => new Promise((resolve) => (write = resolve));
    world.store(event(1, 1));
    let hasEnded = false;
    const run = world.round().run();
    void run.then(() => (hasEnded = true));
    await rest();
    world.stopping.abort();
    await rest();
    expect(hasEnded).toBe(false);
    write();
    await run;
    expect(world.settled).toEqual([1]);
  });

  test('where the receiver is away no more than is in hand is tried, each once, and the round says so', async () => {
    const world = new World();
    world.store(...Array.from({ length: 200 }, (_, i) => event(i, i)));
    for (let id = 0; id < 200; id++) if (id !== 2) world.outcomes.set(id, 'away');
    expect(await world.round({ batch: 20 }).run()).toBe(false);
    expect(world.handedOver).toEqual(Array.from({ length: 20 }, (_, i) => i));
    // One that does not need the receiver has been settled.
    expect(world.settled).toEqual([2]);
  });

  test('a few hand-overs that do not get through between others that do stop nothing', async () => {
    const world = new World();
    world.store(...Array.from({ length: 60 }, (_, i) => event(i, i)));
    for (let id = 0; id < 60; id += 2) world.outcomes.set(id, 'away');
    expect(await world.end(world.round().run())).toBe(true);
    expect(world.handedOver).toHaveLength(60);
    expect(world.settled).toHaveLength(30);
  });

  test('many events that wait for reasons of their own keep nothing from those behind them', async () => {
    const world = new World();
    world.store(...Array.from({ length: 60 }, (_, i) => event(i, i)));
    for (let id = 0; id < 50; id++) world.outcomes.set(id, 'waits');
    expect(await world.end(world.round({ batch: 10 }).run())).toBe(true);
    expect([...world.settled].sort((a, b) => a - b)).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
  });

  test('what cannot be settled ends the round, and waits', async () => {
    const world = new World();
    world.settling = () => Promise.reject(new Error('the database is away'));
    world.store(...Array.from({ length: 50 }, (_, i) => event(i, i)));
    await expect(world.round().run()).rejects.toThrow('the database is away');
    expect(world.handedOver.length).toBeLessThan(50);
    expect(world.waiting).toHaveLength(50);
  });

  test('an inbox that cannot be read ends the round after what is at work', async () => {
    const world = new World();
    world.holdUp(1);
    world.store(event(1, 1));
    const round = world.round();
    const run = round.run();
    const failed = expect(run).rejects.toThrow('cannot be read');
    await rest();
    world.finding = () => Promise.reject(new Error('cannot be read'));
    round.wake();
    await rest();
    world.letGo(1);
    await failed;
    expect(world.settled).toEqual([1]);
  });

  test('is over after its time, with what is at work done and the rest left', async () => {
    const world = new World();
    world.holdUp(1);
    world.store(event(1, 1), event(2, 1));
    const run = world.round({ lastsMs: 5 }).run();
    await new Promise((resolve) => setTimeout(resolve, 10));
    world.letGo(1);
    expect(await run).toBe(true);
    expect(world.settled).toEqual([1]);
    expect(world.waiting.map(({ id }) => id)).toEqual([2]);
  });

  test('looks at the inbox by itself, without being woken', async () => {
    const world = new World();
    const run = world.round({ pollMs: 5 }).run();
    await rest();
    world.store(event(1, 1));
    while (world.settled.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await world.end(run);
    expect(world.settled).toEqual([1]);
  });
});
