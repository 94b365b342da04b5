import type { Pool } from '../db/pool.js';
import type { Logger } from '../logging/logger.js';
import { holdLease, RENEW_MS, releaseLease } from './lease.js';

export interface LeasedLoopOptions {
  readonly pool: Pool;
  readonly lease: string;
  readonly holder: string;
  /** Milliseconds between two rounds unless woken; well within the lease's term, so that one process keeps the lease. */
  readonly pollMs: number;
  readonly log: Logger;
  /** One round, well within the lease's term; true if there may be more to do at once. Should end soon after `signal`. */
  readonly work: (signal: AbortSignal) => Promise<boolean>;
  /** Resolves when work that rounds left running has ended; the lease is released after that. If omitted, rounds leave none. */
  readonly finish?: () => Promise<void>;
  /** A round or the lease failed; the next round follows after `pollMs`. */
  readonly onFailure: (error: unknown) => void;
}

/** Repeats rounds of work in the process that holds the lease. The other processes stand by. */
export class LeasedLoop {
  readonly #options: LeasedLoopOptions;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #wake: () => void = () => undefined;
  #woken = false;
  /** The lease is certainly ours until this moment on performance.now()'s clock. */
  #renewAt = -Infinity;

  constructor(options: LeasedLoopOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** There is work: begins the next round at once. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Lets the current round end and releases the lease. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { pool, lease, holder, log, work, finish, onFailure } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#woken = false;
      let more = false;
      try {
        more = (await this.#isOurs()) && (await work(signal));
      } catch (error) {
        onFailure(error);
      }
      if (!more) await this.#sleep();
    }
    await finish?.();
    try {
      await releaseLease(pool, lease, holder);
    } catch (error) {
      log.warn({ lease, err: error }, 'the lease was not released; it will expire');
    }
  }

  /** Does not renew for every round: a renewal waits for the disk, and a round often serves a single event that somebody waits for. */
  async #isOurs(): Promise<boolean> {
    const { pool, lease, holder } = this.#options;
    const now = performance.now();
    if (now < this.#renewAt) return true;
    const isHeld = await holdLease(pool, lease, holder);
    this.#renewAt = isHeld ? now + RENEW_MS : -Infinity;
    return isHeld;
  }

  async #sleep(): Promise<void> {
    if (this.#woken || this.#stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#options.pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
