import { isBadValue } from '../../platform/db/bad-value.js';
import type { Pool } from '../../platform/db/pool.js';
import { createSettlementWriter } from '../../records/inbox/settlement-writer.js';
import { findWaiting, type WaitingEvent } from '../../records/inbox/store.js';
import { LeasedLoop } from '../../platform/leases/leased-loop.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { held, type Settled } from './settled.js';
import { OrderedWorker } from './ordered-worker.js';

/** A look at the inbox without being woken: finds what a crash left behind. */
const POLL_MS = 1_000;
const BATCH = 500;
/** Streams worked on at once; Temporal takes a few dozen starts in parallel before it only queues them. */
const CONCURRENCY = 32;
/** Well within the lease's term: it is renewed between rounds, though not more than once a second. */
const ROUND_MS = 2_500;
/** A little less than a poll, so that what has failed is tried again with the next one as a rule. */
const REST_MS = 900;

/** An event that fails for a reason of its own this often is held, so that those behind it can go on. */
const POISON_TRIES = 5;

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
  readonly #streams: OrderedWorker;

  constructor(options: DispatcherOptions) {
    const { pool, holder, log } = options;
    this.#options = options;
    this.#settlements = createSettlementWriter(pool);
    this.#streams = new OrderedWorker({
      find: (without) => findWaiting(pool, BATCH, without),
      batch: BATCH,
      handOver: (event) => this.#handOver(event),
      concurrency: CONCURRENCY,
      roundMs: ROUND_MS,
      pollMs: POLL_MS,
      restMs: REST_MS,
    });
    this.#loop = new LeasedLoop({
      lease: 'dispatcher',
      pollMs: POLL_MS,
      pool,
      holder,
      log,
      work: (signal) => this.#streams.round(signal),
      finish: () => this.#streams.finish(),
      onFailure: (error) => log.warn({ code: 'dispatch_failed', err: error }, 'could not read the inbox'),
    });
  }

  /** An event was stored: look at once. */
  wake(): void {
    this.#streams.wake();
    this.#loop.wake();
  }

  /** Finishes the hand-overs at work and passes the lease on. */
  async close(): Promise<void> {
    await this.#loop.close();
  }

  /** False where the event could not be handed over, and waits. */
  async #handOver(event: WaitingEvent): Promise<boolean> {
    const { log, metrics } = this.#options;
    const { id, eventKey } = event;
    try {
      const settlement = await this.#handleOrHold(event);
      await this.#settlements.write({ id, ...settlement });
      this.#failures.delete(id);
      metrics.count('textback_dispatched_total', { outcome: settlement.outcome });
      metrics.observeSince('textback_dispatch_wait_seconds', event.receivedAt.getTime());
      log.debug({ eventKey, ...settlement }, 'event settled');
      return true;
    } catch (error) {
      metrics.count('textback_dispatch_failures_total');
      log.warn({ code: 'dispatch_failed', eventKey, err: error }, 'event not handed over; retrying');
      return false;
    }
  }

  async #handleOrHold(event: WaitingEvent): Promise<Settled> {
    const { handle, log } = this.#options;
    const { id, eventKey } = event;
    try {
      return await handle(event);
    } catch (error) {
      if (!isPoison(error) || !this.#failedTooOften(id)) throw error;
      log.error({ code: 'dispatch_failed', eventKey, err: error }, 'event held: it cannot be processed');
      return held('it cannot be handed over');
    }
  }

  #failedTooOften(id: number): boolean {
    const count = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, count);
    return count >= POISON_TRIES;
  }
}

/**
 * Whether an event fails because of what is in it, and not because something is away. Our own code's range, type and
 * syntax errors are taken for the former: a defect must hold up one event, not its conversation.
 */
function isPoison(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) return true;
  return isBadValue(error);
}
