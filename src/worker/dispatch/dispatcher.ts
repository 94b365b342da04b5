import { isBadValue } from '../../platform/db/bad-value.js';
import type { Pool } from '../../platform/db/pool.js';
import { createSettlementWriter } from '../../records/inbox/settlement-writer.js';
import { findWaiting, type WaitingEvent } from '../../records/inbox/store.js';
import { LeasedLoop } from '../../platform/leases/leased-loop.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { held, type Settled } from './settled.js';
import { OrderedWorker } from './ordered-worker.js';

/** Interval of reading the inbox without being woken, which finds events that a crash left behind. */
const POLL_MS = 1_000;
const BATCH = 500;
/** Ordering keys worked on at once; beyond a few dozen parallel starts Temporal only queues them. */
const CONCURRENCY = 32;
/** Well within the lease's term, since the lease is renewed between rounds, at most once a second. */
const ROUND_MS = 2_500;
/** A little less than the poll interval, so that a failed event is usually retried at the next poll. */
const REST_MS = 900;

/** A poison event is held after this many attempts, so that the events behind it can go on. */
const POISON_TRIES = 5;

export interface DispatcherOptions {
  readonly pool: Pool;
  readonly holder: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly handle: (event: WaitingEvent) => Promise<Settled>;
}

/**
 * Hands over each waiting event, in order within its ordering key, keys side by side. One of several processes works, under a lease. After
 * a crash between hand-over and settling, the event is handed over again, which receivers ignore. While a receiver is unavailable, the
 * key's events wait in order.
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

  /** An event was stored: reads the inbox at once. */
  wake(): void {
    this.#streams.wake();
    this.#loop.wake();
  }

  /** Finishes the hand-overs at work and releases the lease. */
  async close(): Promise<void> {
    await this.#loop.close();
  }

  /** False if the event could not be handed over and waits. */
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
 * Whether an event fails because of its content, as opposed to something being unavailable. Range, type and syntax errors of our own code
 * count as the former: a defect must block one event, not its conversation.
 */
function isPoison(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) return true;
  return isBadValue(error);
}
