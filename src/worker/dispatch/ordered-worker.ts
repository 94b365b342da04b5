import type { WaitingEvent } from '../../records/inbox/store.js';
import { InboxView } from './inbox-view.js';
import { OrderedQueue } from './ordered-queue.js';
import { Round } from './round.js';

export interface OrderedWorkerOptions {
  /** The oldest waiting events without these, by ID; `batch` at the most. */
  readonly find: (without: readonly number[]) => Promise<readonly WaitingEvent[]>;
  readonly batch: number;
  /** Hands an event over and records the outcome. If it returns false, the event waits; if it throws, the round ends as well. */
  readonly handOver: (event: WaitingEvent) => Promise<boolean>;
  /** Hand-overs at once. */
  readonly concurrency: number;
  /** A round ends after this time, whatever is still at work. Milliseconds. */
  readonly roundMs: number;
  /** Within a round, the inbox is read at least this often, woken or not. Milliseconds. */
  readonly pollMs: number;
  /** An ordering key rests for this long after a failure. Milliseconds. */
  readonly restMs: number;
}

/** With this many batches in memory no more is read: a few keys with many events must not pull the whole inbox into memory. */
const BATCHES_IN_MEMORY = 4;

/**
 * Hands over the events that wait in the inbox and those that arrive meanwhile: ordering keys side by side, the events of a key in
 * order of arrival. The inbox is read after an event was stored and before the worker runs out of work. Neither the end of a batch nor
 * a key that hangs or fails delays other keys, unless `concurrency` keys hang at once: then others wait until those have failed.
 *
 * Its state is a Round (working, ending, ended), an InboxView (how much of the inbox is in memory) and a state for each ordering key,
 * in OrderedQueue. Each has its table of transitions.
 *
 * Not promised: progress behind keys that cannot be handed over and hold more waiting events than are taken into memory.
 */
export class OrderedWorker {
  readonly #options: OrderedWorkerOptions;
  readonly #queue: OrderedQueue;
  readonly #view = new InboxView();
  readonly #atWork = new Set<Promise<void>>();
  /** The present round, or the last one. */
  #round: Round | null = null;

  constructor(options: OrderedWorkerOptions) {
    const { concurrency, restMs } = options;
    this.#options = options;
    const retries = { atLeast: Math.ceil(concurrency / 8), atMost: Math.ceil(concurrency / 2) };
    this.#queue = new OrderedQueue({ retries, restMs });
  }

  /** An event was stored: the inbox is read soon. */
  wake(): void {
    this.#view.wake();
    this.#goOn();
  }

  /**
   * Works until nothing is left to do or the round's time is up; hand-overs at work then go on. One round at a time. Returns true if
   * there may be more to do at once, false also after `concurrency` failures in a row. @throws the error of `find` or `handOver`.
   */
  async round(signal: AbortSignal): Promise<boolean> {
    if (this.#round !== null && this.#round.state !== 'ended') throw new Error('a round is at work already');
    this.#queue.forget(); // another process may have held the lease meanwhile
    this.#view.beginRound();
    const round = new Round();
    this.#round = round;
    const stop = () => {
      round.stop();
      this.#goOn();
    };
    const { roundMs, pollMs } = this.#options;
    const timer = setTimeout(() => {
      round.timeUp();
      this.#goOn();
    }, roundMs);
    const poll = setInterval(() => this.wake(), pollMs);
    signal.addEventListener('abort', stop);
    if (signal.aborted) round.stop();
    this.#goOn();
    await round.ended;
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
    clearInterval(poll);
    if (signal.aborted) await this.finish();
    round.throwIfFailed();
    return round.isTimeUp;
  }

  /** Resolves when the hand-overs at work have ended. */
  async finish(): Promise<void> {
    await Promise.all(this.#atWork);
  }

  /** Begins whatever can begin; ends the round if there is nothing to wait for. */
  #goOn(): void {
    const round = this.#round;
    if (round === null || round.state === 'ended') return;
    if (round.state === 'working') this.#readIfWorthwhile(round);
    while (round.state === 'working' && this.#atWork.size < this.#options.concurrency) {
      // Behind many keys that have failed there may be sound ones, which are read first.
      const event = this.#queue.take(this.#view.isReadingBacklog);
      if (event === null) break;
      this.#begin(event);
    }
    if (this.#view.name === 'reading' || (round.state === 'working' && this.#atWork.size > 0)) return;
    round.end();
  }

  #readIfWorthwhile(round: Round): void {
    const { concurrency, batch } = this.#options;
    if (!this.#view.isWorthReading || this.#queue.ready >= concurrency) return;
    const { ids } = this.#queue;
    if (ids.length < BATCHES_IN_MEMORY * batch) void this.#read(round, ids);
  }

  async #read(round: Round, ids: readonly number[]): Promise<void> {
    const { find, batch } = this.#options;
    this.#view.beginRead();
    try {
      const found = await find(ids);
      this.#queue.put(found);
      this.#view.endRead(found.length >= batch ? 'whole_batch' : 'part_of_batch');
    } catch (error) {
      this.#view.endRead('failed');
      round.fail(error);
    }
    this.#goOn();
  }

  #begin(event: WaitingEvent): void {
    const work = this.#workOn(event).finally(() => {
      this.#atWork.delete(work);
      this.#goOn();
    });
    this.#atWork.add(work);
  }

  async #workOn(event: WaitingEvent): Promise<void> {
    const isHandedOver = await this.#handOver(event);
    if (isHandedOver) {
      this.#queue.settled(event);
      this.#round?.handedOver();
    } else {
      this.#queue.failed(event);
      this.#round?.notHandedOver(this.#options.concurrency);
    }
  }

  async #handOver(event: WaitingEvent): Promise<boolean> {
    try {
      return await this.#options.handOver(event);
    } catch (error) {
      this.#round?.fail(error);
      return false;
    }
  }
}
