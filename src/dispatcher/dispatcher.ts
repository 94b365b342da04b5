import type { Pool } from '../db/pool.js';
import { findWaiting, settleEvents, type WaitingEvent } from '../inbox/store.js';
import { LeasedLoop } from '../leases/leased-loop.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { isAway } from './away.js';
import { isHopeless } from './hopeless.js';
import { Round, type HandedOver } from './round.js';
import { held, type Settled } from './settled.js';
import type { Brought } from './settler.js';

/** A look at the inbox without being woken: finds what a crash left behind. */
const POLL_MS = 1_000;
const BATCH = 500;
/** Streams worked on at once; Temporal takes a few dozen starts in parallel before it only queues them. */
const CONCURRENCY = 32;
/** A round ends here, well within the lease, which is renewed before the next. */
const ROUND_MS = 2_500;

/** An event that fails for a reason of its own this often is held, so that those behind it can go on. */
const HOPELESS_TRIES = 5;

export interface DispatcherOptions {
  readonly pool: Pool;
  readonly holder: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly handle: (event: WaitingEvent) => Promise<Settled>;
}

/**
 * Hands each waiting event on: in order within its stream, streams side by side. Of several processes one works, under a
 * lease. A crash between handing over and settling hands the event over again, which its receivers ignore. While a
 * receiver is away the stream's events wait, in order; while Temporal is, a batch at the most is tried, with rests.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #loop: LeasedLoop;
  readonly #failures = new Map<number, number>();
  #round: Round | null = null;

  constructor(options: DispatcherOptions) {
    const { pool, holder, log } = options;
    this.#options = options;
    this.#loop = new LeasedLoop({
      lease: 'dispatcher',
      pollMs: POLL_MS,
      pool,
      holder,
      log,
      work: (signal) => this.#workOn(signal),
      onFailure: (error) =>
        log.warn({ code: 'dispatch_failed', err: error }, 'the inbox cannot be worked on'),
    });
  }

  /** An event was stored: whoever has the lease looks at once. */
  wake(): void {
    this.#round?.wake();
  }

  /** Finishes the hand-overs at work and passes the lease on. */
  async close(): Promise<void> {
    await this.#loop.close();
  }

  /** One round. True when the next may begin at once. */
  async #workOn(signal: AbortSignal): Promise<boolean> {
    const { pool } = this.#options;
    const round = new Round({
      find: (inHand) => findWaiting(pool, BATCH, inHand),
      batch: BATCH,
      handOver: (event) => this.#handOver(event),
      settle: (brought) => this.#settle(brought),
      slots: CONCURRENCY,
      lastsMs: ROUND_MS,
      pollMs: POLL_MS,
      signal,
    });
    this.#round = round;
    try {
      return await round.run();
    } finally {
      this.#round = null;
    }
  }

  async #settle(brought: readonly Brought[]): Promise<void> {
    const { pool, metrics, log } = this.#options;
    await settleEvents(
      pool,
      brought.map(({ event: { id }, settled }) => ({ id, ...settled })),
    );
    for (const { event, settled } of brought) {
      metrics.count('textback_dispatched_total', { outcome: settled.outcome });
      const waited = Math.max(0, Date.now() - event.receivedAt.getTime());
      metrics.observe('textback_dispatch_wait_seconds', waited / 1000);
      log.debug({ eventKey: event.eventKey, ...settled }, 'event settled');
    }
  }

  async #handOver(event: WaitingEvent): Promise<HandedOver> {
    const { handle, log, metrics } = this.#options;
    const { id, eventKey } = event;
    try {
      const settled = await handle(event);
      this.#failures.delete(id);
      return settled;
    } catch (error) {
      if (isHopeless(error) && this.#failedTooOften(id)) {
        log.error({ code: 'dispatch_failed', eventKey, err: error }, 'event held: it cannot be handed over');
        return held('it cannot be handed over');
      }
      metrics.count('textback_dispatch_failures_total');
      log.warn({ code: 'dispatch_failed', eventKey, err: error }, 'event waits');
      return isAway(error) ? 'away' : 'waits';
    }
  }

  #failedTooOften(id: number): boolean {
    const count = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, count);
    if (count >= HOPELESS_TRIES) this.#failures.delete(id);
    return count >= HOPELESS_TRIES;
  }
}
