import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../db/pool.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { learnFromHeaders, learnFromRefusal } from './learned-limit.js';
import { Slots, type CallWindow, type TakenSlot } from './slots.js';
import { PriorityQueue, type Urgency } from './priority-queue.js';

/** A call that has waited this long returns to Temporal's queue, so that no attempt outlives its activity. */
const MAX_WAIT_MS = 12_000;
/** Where a vendor answers slowly, the rest of a process's concurrency is for calls that are needed. */
const MOST_SPARE_CALLS = 2;
/** Another process may have overwritten an advertised limit that this process saved this long ago. */
const ADVERTISED_FOR_MS = 30_000;

/** The limit is used up and many wait: the call was not made. */
export class LimiterBusy extends Error {
  override readonly name = 'LimiterBusy';
}

export interface LimiterOptions {
  readonly pool: Pool;
  readonly vendor: string;
  /** The org of the vendor's token; 0 if unknown. One limiter serves one token. */
  readonly account: number;
  /** Calls allowed in any rolling second. */
  readonly limit: number;
  /** What a longer window allows beside that; null or omitted: nothing but the second counts. */
  readonly window?: CallWindow | null;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/**
 * Keeps the calls of all processes within a limit per rolling second, as the vendor's server counts them.
 *
 * PostgreSQL holds as many slots as calls are allowed. A call holds its slot until one second after its response: the server has seen
 * the call before it responded, so the next call on that slot reaches the server more than a second later, however slow the network is.
 * The price is throughput: limit / (1 s + latency). Only PostgreSQL's clock is used. A limit for a minute has slots of its own, held in the
 * same way for a minute.
 *
 * Across all processes the most urgent call goes first, and calls of equal urgency go first in, first out: each process records for
 * whom it wants the next slot. Not promised: this order to the millisecond, or while a process cannot write. A 429 or the vendor's
 * headers lower the limit for all processes; after a 429 it recovers one call at a time, less and less often if that fails.
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
   * Waits for a slot, runs the call and releases the slot. A failed call counts like any other.
   * @throws LimiterBusy after waiting 12 seconds, without making the call.
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
      await this.#slots.freeAfterCall(taken);
    }
  }

  /**
   * Runs an optional call, only if nobody waits and more than a third of the slots are free, so that it takes nothing from the calls that
   * follow.
   * @throws LimiterBusy at once otherwise, without making the call.
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

  /** How long this process's oldest call has waited for a slot. Milliseconds. */
  get oldestWaitMs(): number {
    return this.#queue.longestWaitMs(performance.now());
  }

  /** Reacts to a 429: nobody takes a slot for this long, and the limit is lower after that. */
  async refused(pauseMs: number): Promise<void> {
    await learnFromRefusal(this.#options.pool, this.#options);
    await this.#slots.pause(pauseMs);
  }

  /** Records the limit that a response advertises, in calls per second, if it is new to this process. Never fails the call. */
  async advertised(perSecond: number): Promise<void> {
    const limit = Math.max(1, Math.floor(this.#inOurTerms(perSecond)));
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

  /** Where a longer window is the limit, a vendor that allows less of it leaves the same share of each second. */
  #inOurTerms(perSecond: number): number {
    const { limit, window = null } = this.#options;
    if (window === null) return perSecond;
    return limit * Math.min(1, (perSecond * (window.ms / 1_000)) / window.calls);
  }

  /**
   * Takes slots while somebody waits. A slot goes to the call it was requested for, even if a more urgent call has arrived meanwhile:
   * other processes have let the former go first, and would not do so again.
   */
  async #serve(): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      for (let two = this.#queue.firstTwo(); two !== null; two = this.#queue.firstTwo()) {
        const answer = await this.#slots.take(two, performance.now());
        if ('waitMs' in answer) await this.#waitAMoment(answer.waitMs);
        else if (!this.#queue.give(answer, two[0])) await this.#slots.giveBack(answer);
      }
    } catch (error) {
      this.#queue.sendAwayAll(error);
    } finally {
      this.#isTaking = false;
    }
  }

  async #waitAMoment(waitMs: number): Promise<void> {
    this.#queue.sendAwayLate(performance.now(), () => new LimiterBusy('no slot became free in time'));
    // A running call may hold the slot that becomes free first: look again soon instead of at the end of its time.
    if (!this.#queue.isEmpty) await sleep(Math.min(Math.max(waitMs, 5), 50));
    else await this.#slots.leave();
  }
}
