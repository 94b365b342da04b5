import type { Pool } from '../db/pool.js';
import type { Logger } from '../logging/logger.js';
import { holdLease, RENEW_MS, releaseLease } from './lease.js';

export interface LeasedLoopOptions {
  readonly pool: Pool;
  readonly lease: string;
  readonly holder: string;
  /** Milliseconds between two rounds, unless woken; well within the lease's term, so that one process keeps it. */
  readonly pollMs: number;
  readonly log: Logger;
  /** One round, well within the lease's term; true where there may be more to do at once. Should end soon on `signal`. */
  readonly work: (signal: AbortSignal) => Promise<boolean>;
  /** Resolves when what rounds have left at work has ended: the lease is passed on after that. Left out: nothing is left. */
  readonly finish?: () => Promise<void>;
  /** A round or the lease has failed; the next round comes after `pollMs`. */
  readonly onFailure: (error: unknown) => void;
}

/** Works round after round in one of several processes: in the one that holds the lease. The others stand by. */
export class LeasedLoop {
  readonly #options: LeasedLoopOptions;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #wake: () => void = () => undefined;
  #woken = false;
  /** On performance.now()'s clock: the lease is ours for longer than this. */
  #renewAt = -Infinity;

  constructor(options: LeasedLoopOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** There is something to do: the next round begins at once. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Lets the round at work end and passes the lease on. */
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

  /** Renewed now and then only: each renewal waits for the disk, and a round is often for a single event that somebody waits for. */
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
