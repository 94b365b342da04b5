import type { WaitingEvent } from '../../records/inbox/store.js';
import { OrderedQueue } from './ordered-queue.js';

export interface OrderedWorkerOptions {
  /** The oldest waiting events without these, by ID; `batch` at the most. */
  readonly find: (without: readonly number[]) => Promise<readonly WaitingEvent[]>;
  readonly batch: number;
  /** Hands an event over and writes down what became of it. False: it waits. Should it throw, it waits too, and the round ends. */
  readonly handOver: (event: WaitingEvent) => Promise<boolean>;
  /** Hand-overs at once. */
  readonly hands: number;
  /** A round ends after this time, whatever is still at work. Milliseconds. */
  readonly roundMs: number;
  /** Within a round the inbox is looked at so often without being woken. Milliseconds. */
  readonly pollMs: number;
  /** How long a stream rests after a failure. Milliseconds. */
  readonly restMs: number;
}

/** With so many batches in memory no more is read: few long streams must not have the whole inbox read into it. */
const BATCHES_IN_HAND = 4;

/**
 * Hands over what waits in the inbox and what comes meanwhile: streams side by side, each in the order of arrival. The inbox is looked
 * at when something was stored and before hands fall idle. Neither a batch's end nor a stream that hangs or fails keeps others
 * waiting, unless as many hang at once as there are hands: then until these have failed.
 *
 * Not promised: progress behind streams that cannot be handed over and hold more waiting events than are taken into memory.
 */
export class OrderedWorker {
  readonly #options: OrderedWorkerOptions;
  readonly #queue: OrderedQueue;
  readonly #atWork = new Set<Promise<void>>();
  #isLooking = false;
  #mayHaveMore = false;
  /** The last look of the round brought a whole batch: it is not known yet what is behind it. */
  #isInBacklog = false;
  #failuresInARow = 0;
  #error: { readonly cause: unknown } | null = null;
  /** Whether the round at work, if there is one, may begin something; how it ends. */
  #mayBegin = false;
  #end: (() => void) | null = null;

  constructor(options: OrderedWorkerOptions) {
    this.#options = options;
    const handsForFailed = { atLeast: Math.ceil(options.hands / 8), atMost: Math.ceil(options.hands / 2) };
    this.#queue = new OrderedQueue({ handsForFailed, restMs: options.restMs });
  }

  /** Something was stored: look at once. */
  wake(): void {
    this.#mayHaveMore = true;
    this.#goOn();
  }

  /**
   * Works until nothing is left to do, or for a while; what is at work then goes on. One round at a time. True when there may be more to
   * do at once; false also where as many tries in a row have failed as there are hands. @throws what `find` or `handOver` have thrown.
   */
  async round(signal: AbortSignal): Promise<boolean> {
    this.#queue.forget(); // another process may have held the lease meanwhile
    this.#mayHaveMore = true;
    this.#isInBacklog = false;
    this.#mayBegin = !signal.aborted;
    this.#failuresInARow = 0;
    this.#error = null;
    let isTimeUp = false;
    const stop = () => {
      this.#mayBegin = false;
      this.#goOn();
    };
    const { roundMs, pollMs } = this.#options;
    const timer = setTimeout(() => {
      isTimeUp = true;
      stop();
    }, roundMs);
    const poll = setInterval(() => this.wake(), pollMs);
    signal.addEventListener('abort', stop);
    await new Promise<void>((resolve) => {
      this.#end = resolve;
      this.#goOn();
    });
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
    clearInterval(poll);
    if (signal.aborted) await this.finish();
    this.#throwError();
    return isTimeUp;
  }

  /** Resolves when what is at work has ended. */
  async finish(): Promise<void> {
    await Promise.all(this.#atWork);
  }

  #throwError(): void {
    if (this.#error !== null) throw this.#error.cause;
  }

  /** Begins whatever can be begun; ends the round where there is nothing to wait for. */
  #goOn(): void {
    if (this.#end === null) return;
    if (this.#mayBegin) this.#lookIfWorthwhile();
    while (this.#mayBegin && this.#atWork.size < this.#options.hands) {
      // Behind many that have failed there may be sound ones, which are looked for first.
      const event = this.#queue.take(this.#isLooking && this.#isInBacklog);
      if (event === null) break;
      this.#begin(event);
    }
    if (this.#isLooking || (this.#mayBegin && this.#atWork.size > 0)) return;
    this.#mayBegin = false;
    this.#end();
    this.#end = null;
  }

  #lookIfWorthwhile(): void {
    const { hands, batch } = this.#options;
    if (this.#isLooking || !this.#mayHaveMore || this.#queue.ready >= hands) return;
    const { ids } = this.#queue;
    if (ids.length < BATCHES_IN_HAND * batch) void this.#look(ids);
  }

  async #look(ids: readonly number[]): Promise<void> {
    const { find, batch } = this.#options;
    this.#isLooking = true;
    this.#mayHaveMore = false;
    try {
      const found = await find(ids);
      this.#queue.put(found);
      this.#isInBacklog = found.length >= batch;
      if (this.#isInBacklog) this.#mayHaveMore = true;
    } catch (cause) {
      this.#error = { cause };
      this.#mayBegin = false;
    }
    this.#isLooking = false;
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
    const { hands } = this.#options;
    if (await this.#isHandedOver(event)) {
      this.#failuresInARow = 0;
      this.#queue.settled(event);
      return;
    }
    this.#queue.failed(event);
    this.#failuresInARow += 1;
    if (this.#failuresInARow >= hands) this.#mayBegin = false;
  }

  async #isHandedOver(event: WaitingEvent): Promise<boolean> {
    try {
      return await this.#options.handOver(event);
    } catch (cause) {
      this.#error ??= { cause };
      this.#mayBegin = false;
      return false;
    }
  }
}
