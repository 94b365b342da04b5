import type { Pool } from '../db/pool.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { LeasedLoop } from './leased-loop.js';

/** Shorter than the lease, so that one worker keeps it. */
const POLL_MS = 3_000;
/** What could not be looked at now is looked at again after this time. */
const RETRY_MS = 30_000;

/** `more`: there is a next step at once. `done`: all has been looked at. `later`: go on after a moment. */
export type SweepStep = 'more' | 'done' | 'later';

/** A regular look for what nobody has told us. */
export interface Sweep {
  readonly name: 'texts' | 'chats' | 'workflows';
  /** One step: a call to a vendor or a few statements, within the lease's term as a rule. A repeated step must do no harm. */
  step(): Promise<SweepStep>;
}

export interface SweepsOptions {
  readonly pool: Pool;
  readonly holder: string;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly everyMs: number;
  readonly sweeps: readonly Sweep[];
}

/**
 * Runs the sweeps: when the process takes over the lease, which is at start, after PostgreSQL was away, and then regularly. One process at
 * a time works, one step after another, so that live work goes first.
 */
export class Sweeps {
  readonly #options: SweepsOptions;
  readonly #loop: LeasedLoop;
  /** When each sweep is next due, on performance.now()'s clock. */
  readonly #dueAt = new Map<Sweep, number>();

  constructor(options: SweepsOptions) {
    const { pool, holder, log } = options;
    this.#options = options;
    this.#loop = new LeasedLoop({
      lease: 'sweeps',
      pollMs: POLL_MS,
      pool,
      holder,
      log,
      work: (signal) => this.#round(signal),
      onFailure: (error) => {
        this.#dueAt.clear(); // PostgreSQL was away, and webhooks with it
        log.warn(
          { code: 'sweep_failed', err: error },
          'the sweeps cannot run; they start over when they can',
        );
      },
    });
  }

  /** Finishes the step at work and passes on the lease. */
  async close(): Promise<void> {
    await this.#loop.close();
  }

  /** One step of each sweep that is due. True if one of them has more to do at once. */
  async #round(signal: AbortSignal): Promise<boolean> {
    let isMore = false;
    for (const sweep of this.#options.sweeps) {
      if (signal.aborted || performance.now() < (this.#dueAt.get(sweep) ?? 0)) continue;
      isMore = (await this.#step(sweep)) || isMore;
    }
    return isMore;
  }

  async #step(sweep: Sweep): Promise<boolean> {
    const { log, metrics, everyMs } = this.#options;
    const { name } = sweep;
    try {
      const step = await sweep.step();
      if (step === 'more') return true;
      if (step === 'later') return false;
      metrics.count('textback_sweeps_total', { sweep: name, result: 'done' });
      this.#dueAt.set(sweep, performance.now() + everyMs);
    } catch (error) {
      metrics.count('textback_sweeps_total', { sweep: name, result: 'failed' });
      log.warn({ code: 'sweep_failed', sweep: name, err: error }, 'a sweep was cut short; it is tried again');
      this.#dueAt.set(sweep, performance.now() + Math.min(RETRY_MS, everyMs));
    }
    return false;
  }
}
