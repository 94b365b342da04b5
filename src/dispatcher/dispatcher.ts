import type { Pool } from '../db/pool.js';
import { createSettlementWriter } from '../inbox/settlement-writer.js';
import { findWaiting, type WaitingEvent } from '../inbox/store.js';
import { LeasedLoop } from '../leases/leased-loop.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { isHopeless } from './hopeless.js';
import type { Settled } from './settled.js';
import { groupByStream } from './stream.js';

/** A look at the inbox without being woken: finds what a crash left behind. */
const POLL_MS = 1_000;
const BATCH = 500;
/** Streams worked on at once; Temporal takes a few dozen starts in parallel before it only queues them. */
const CONCURRENCY = 32;
/** A batch stops here, well within the lease, and the rest comes with the next. */
const BATCH_MS = 2_500;

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
 * receiver is away the stream's events wait, in order.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #loop: LeasedLoop;
  readonly #settlements: ReturnType<typeof createSettlementWriter>;
  readonly #failures = new Map<number, number>();

  constructor(options: DispatcherOptions) {
    const { pool, holder, log } = options;
    this.#options = options;
    this.#settlements = createSettlementWriter(pool);
    this.#loop = new LeasedLoop({
      lease: 'dispatcher',
      pollMs: POLL_MS,
      pool,
      holder,
      log,
      work: (signal) => this.#workThrough(signal),
      onFailure: (error) =>
        log.warn({ code: 'dispatch_failed', err: error }, 'the inbox cannot be worked on'),
    });
  }

  /** An event was stored: look at once. */
  wake(): void {
    this.#loop.wake();
  }

  /** Finishes the batch at work and passes the lease on. */
  async close(): Promise<void> {
    await this.#loop.close();
  }

  /** One batch. True when there may be more to do at once. */
  async #workThrough(signal: AbortSignal): Promise<boolean> {
    const waiting = await findWaiting(this.#options.pool, BATCH);
    const streams = [...groupByStream(waiting).values()];
    const until = Date.now() + BATCH_MS;
    let failed = false;
    const workOn = async () => {
      for (
        let stream = streams.shift();
        stream !== undefined && !signal.aborted && Date.now() < until;
        stream = streams.shift()
      ) {
        if (!(await this.#workOnStream(stream))) failed = true;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, workOn));
    return waiting.length > 0 && !failed;
  }

  #failedTooOften(id: number): boolean {
    const count = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, count);
    if (count >= HOPELESS_TRIES) this.#failures.delete(id);
    return count >= HOPELESS_TRIES;
  }

  /** False where an event could not be handed over: the rest of its stream waits behind it. */
  async #workOnStream(events: readonly WaitingEvent[]): Promise<boolean> {
    const { handle, log, metrics } = this.#options;
    for (const event of events) {
      try {
        const settlement = await handle(event);
        await this.#settlements.write({ id: event.id, ...settlement });
        metrics.count('textback_dispatched_total', { outcome: settlement.outcome });
        const waitedMs = Math.max(0, Date.now() - event.receivedAt.getTime());
        metrics.observe('textback_dispatch_wait_seconds', waitedMs / 1_000);
        log.debug({ eventKey: event.eventKey, ...settlement }, 'event settled');
      } catch (error) {
        if (isHopeless(error) && this.#failedTooOften(event.id)) {
          log.error(
            { code: 'dispatch_failed', eventKey: event.eventKey, err: error },
            'event held: it cannot be handed over',
          );
          await this.#settlements.write({
            id: event.id,
            outcome: 'held',
            detail: 'it cannot be handed over',
          });
          continue;
        }
        metrics.count('textback_dispatch_failures_total');
        log.warn({ code: 'dispatch_failed', eventKey: event.eventKey, err: error }, 'event waits');
        return false;
      }
    }
    return true;
  }
}
