import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../db/pool.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { learnFromHeaders, learnFromRefusal } from './learned-limit.js';
import { Slots, type TakenSlot } from './slots.js';
import { PriorityQueue, type Urgency } from './priority-queue.js';

/** A call that has waited for this long goes back to Temporal's queue, so that no attempt outlives its activity. */
const MAX_WAIT_MS = 12_000;
/** The window, and a little for clocks of another grain than ours. */
const WINDOW_MS = 1_000 + 10;
/** Where a vendor answers slowly, the rest of a process's concurrency is for calls that are needed. */
const MOST_SPARE_CALLS = 2;
/** An advertised limit that this process wrote down so long ago may have been written over by another. */
const ADVERTISED_FOR_MS = 30_000;

/** The limit is used up and many wait: the call was not made. */
export class LimiterBusy extends Error {
  override readonly name = 'LimiterBusy';
}

export interface LimiterOptions {
  readonly pool: Pool;
  readonly vendor: string;
  /** Whose limit it is: the org of the vendor's token; 0 where that is not known. One limiter stands for one token. */
  readonly account: number;
  /** Calls allowed in any rolling second. */
  readonly limit: number;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/**
 * Keeps the calls of all processes within a limit in every rolling second, as the vendor's server counts them.
 *
 * There are as many slots in PostgreSQL as calls are allowed. A call holds a slot until one second after its answer came:
 * the server has seen it before it answered, so the next call on that slot reaches the server more than a second later,
 * however slow the network was. The price is throughput: limit / (1 s + latency). PostgreSQL's clock is the only one.
 *
 * The more urgent call goes first, and of the same urgency first in, first out, over all processes: each writes down for whom
 * it wants the next slot. Not promised to the millisecond, nor while a process does not come to write. What the vendor says,
 * by a 429 or in its headers, lowers the limit for all processes; after a 429 it grows back by itself, one call at a time,
 * less and less often where that goes wrong.
 */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #queue = new PriorityQueue<TakenSlot>();
  readonly #slots: Slots;
  #isTaking = false;
  #spareCalls = 0;
  #advertised = { limit: 0, at: -Infinity };

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#slots = new Slots(options);
  }

  /**
   * Waits for a slot, runs the call, gives the slot back. A call that fails counts like any other.
   * @throws LimiterBusy, the call not made, after 12 seconds of waiting.
   */
  async run<T>(call: () => Promise<T>, urgency: Urgency = 'followUp'): Promise<T> {
    const startedAt = performance.now();
    const mine = this.#queue.wait(urgency, startedAt + MAX_WAIT_MS);
    void this.#serve();
    const taken = await mine;
    this.#options.metrics.observe('textback_limiter_wait_seconds', (performance.now() - startedAt) / 1000, {
      vendor: this.#options.vendor,
    });
    return this.#holding(taken, call);
  }

  async #holding<T>(taken: TakenSlot, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } finally {
      await this.#slots.free(taken, WINDOW_MS);
    }
  }

  /**
   * Runs a call that is good to have and not needed: only where nobody waits, and more than a third of the slots are free, so that
   * it takes nothing from calls that come right after.
   * @throws LimiterBusy, the call not made, at once.
   */
  async runIfSpare<T>(call: () => Promise<T>): Promise<T> {
    if (this.#spareCalls >= MOST_SPARE_CALLS || !this.#queue.isEmpty)
      throw new LimiterBusy('no call is available');
    this.#spareCalls += 1;
    try {
      const taken = await this.#slots.takeSpare();
      if (taken === null) throw new LimiterBusy('no call is available');
      return await this.#holding(taken, call);
    } finally {
      this.#spareCalls -= 1;
    }
  }

  /** How long the oldest call of this process has been waiting for a slot. Milliseconds. */
  get oldestWaitMs(): number {
    return this.#queue.longestWaitMs(performance.now());
  }

  /** The vendor said "too many": nobody takes a slot for this long, and the limit is lower after that. */
  async refused(pauseMs: number): Promise<void> {
    await learnFromRefusal(this.#options.pool, this.#options);
    await this.#slots.pause(pauseMs);
  }

  /** The vendor's answer names its limit, in calls a second. Recorded where it is news to this process; never fails the call. */
  async advertised(perSecond: number): Promise<void> {
    const limit = Math.max(1, Math.floor(perSecond));
    const now = performance.now();
    if (limit === this.#advertised.limit && now - this.#advertised.at < ADVERTISED_FOR_MS) return;
    const { pool, vendor, log } = this.#options;
    try {
      await learnFromHeaders(pool, this.#options, limit);
      this.#advertised = { limit, at: now };
    } catch (error) {
      log.warn(
        { vendor, err: error },
        'the limit that the vendor reported was not saved; the next answer repeats it',
      );
    }
  }

  /**
   * Takes slots for as long as somebody waits. A slot is for whom it was asked for, also if somebody more urgent has come
   * meanwhile: the other processes have let that one go first, and would not do so again.
   */
  async #serve(): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      for (let two = this.#queue.firstTwo(); two !== null; two = this.#queue.firstTwo()) {
        const answer = await this.#slots.take(two, performance.now());
        if ('waitMs' in answer) await this.#waitAMoment(answer.waitMs);
        else if (!this.#queue.give(answer, two[0])) await this.#slots.free(answer, 0);
      }
    } catch (error) {
      this.#queue.sendAwayAll(error);
    } finally {
      this.#isTaking = false;
    }
  }

  async #waitAMoment(waitMs: number): Promise<void> {
    this.#queue.sendAwayLate(performance.now(), () => new LimiterBusy('no slot became free in time'));
    // The slot that frees first may be held by a call at work: look again soon rather than at its far end.
    if (!this.#queue.isEmpty) await sleep(Math.min(Math.max(waitMs, 5), 50));
    else await this.#slots.leave();
  }
}
