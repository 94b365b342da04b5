import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../db/pool.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { allowedNow, learnFromHeaders, learnFromRefusal } from './learned-limit.js';
import { WaitingLine, type Urgency } from './waiting-line.js';

/** Longer than any call takes (the vendor clients give up after 10 s): a slot whose holder died comes back by itself. */
const HOLD_MS = 12_000;
/** A call that has waited for this long goes back to Temporal's queue, so that no attempt outlives its activity. */
const MAX_WAIT_MS = 12_000;
/** The window, and a little for clocks of another grain than ours. */
const WINDOW_MS = 1_000 + 10;

/** $1 account, $2 vendor, $3 the configured limit, $4 milliseconds that a call may hold the slot. */
const TAKE = `
  WITH allowed AS (SELECT ${allowedNow} AS slots),
  taken AS (
    UPDATE call_slots SET free_at = clock_timestamp() + $4 * interval '1 millisecond'
    WHERE (org_id, vendor, slot) = (
      SELECT org_id, vendor, slot FROM call_slots
      WHERE org_id = $1 AND vendor = $2 AND slot BETWEEN 1 AND (SELECT slots FROM allowed) AND free_at <= clock_timestamp()
        AND NOT EXISTS (SELECT FROM call_slots p WHERE p.org_id = $1 AND p.vendor = $2 AND p.slot = 0
                        AND p.free_at > clock_timestamp())
      ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING slot, free_at::text AS until)
  SELECT (SELECT slot FROM taken) AS slot, (SELECT until FROM taken) AS until,
         (SELECT extract(epoch FROM min(free_at) - clock_timestamp()) * 1000 FROM call_slots
          WHERE org_id = $1 AND vendor = $2 AND slot BETWEEN 1 AND (SELECT slots FROM allowed))::float8 AS wait`;

/** The limit is used up and many wait: the call was not made. */
export class LimiterBusy extends Error {
  override readonly name = 'LimiterBusy';
}

/** What this process wrote down so long ago, another may have written over. */
const TOLD_FOR_MS = 30_000;

interface TakenSlot {
  readonly slot: number;
  /** What PostgreSQL wrote when it was taken; tells whether it is still ours. */
  readonly until: string;
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
 * Within a process the more urgent call goes first, and of the same urgency first in, first out; between processes nothing
 * is promised but that each slot is taken once. What the vendor says, by a 429 or in its headers, lowers the limit for all
 * processes; after a 429 it grows back by itself, one call at a time, less and less often where that goes wrong.
 */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #line = new WaitingLine<TakenSlot>();
  #isTaking = false;
  #told = { limit: 0, at: -Infinity };
  #prepared = false;

  constructor(options: LimiterOptions) {
    this.#options = options;
  }

  /**
   * Waits for a slot, runs the call, gives the slot back. A call that fails counts like any other.
   * @throws LimiterBusy, the call not made, after 12 seconds of waiting.
   */
  async run<T>(call: () => Promise<T>, urgency: Urgency = 'followUp'): Promise<T> {
    const startedAt = performance.now();
    const mine = this.#line.wait(urgency, startedAt + MAX_WAIT_MS);
    void this.#serve();
    const taken = await mine;
    this.#options.metrics.observe('textback_limiter_wait_seconds', (performance.now() - startedAt) / 1000, {
      vendor: this.#options.vendor,
    });
    try {
      return await call();
    } finally {
      await this.#free(taken, WINDOW_MS);
    }
  }

  /** How long the oldest call of this process has been waiting for a slot. Milliseconds. */
  get oldestWaitMs(): number {
    return this.#line.longestWaitMs(performance.now());
  }

  /** The vendor said "too many": nobody takes a slot for this long, and the limit is lower after that. Slot 0 holds the pause. */
  async refused(pauseMs: number): Promise<void> {
    const { pool, vendor, account } = this.#options;
    await this.#prepare();
    await learnFromRefusal(pool, this.#options);
    await pool.query(
      `UPDATE call_slots SET free_at = greatest(free_at, clock_timestamp() + $3 * interval '1 millisecond')
       WHERE org_id = $1 AND vendor = $2 AND slot = 0`,
      [account, vendor, pauseMs],
    );
  }

  /** The vendor's answer names its limit, in calls a second. Written down where it is news to this process; never fails the call. */
  async told(perSecond: number): Promise<void> {
    const limit = Math.max(1, Math.floor(perSecond));
    const now = performance.now();
    if (limit === this.#told.limit && now - this.#told.at < TOLD_FOR_MS) return;
    const { pool, vendor, log } = this.#options;
    try {
      await learnFromHeaders(pool, this.#options, limit);
      this.#told = { limit, at: now };
    } catch (error) {
      log.warn(
        { vendor, err: error },
        'the limit that the vendor names was not written down; its next answer tells it again',
      );
    }
  }

  /** Takes slots for as long as somebody waits, and hands each to whoever is first in line then. */
  async #serve(): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      while (!this.#line.isEmpty) {
        const taken = await this.#take();
        if (taken !== null && !this.#line.give(taken)) await this.#free(taken, 0);
      }
    } catch (error) {
      this.#line.sendAwayAll(error);
    } finally {
      this.#isTaking = false;
    }
  }

  async #prepare(): Promise<void> {
    if (this.#prepared) return;
    const { pool, vendor, limit, account } = this.#options;
    await pool.query(
      `INSERT INTO call_slots (org_id, vendor, slot) SELECT $1, $2, generate_series(0, $3::int) ON CONFLICT DO NOTHING`,
      [account, vendor, limit],
    );
    this.#prepared = true;
  }

  /** A slot, or null when everybody who waited for it has been sent away. */
  async #take(): Promise<TakenSlot | null> {
    const { pool, vendor, limit, account } = this.#options;
    await this.#prepare();
    for (;;) {
      const { rows } = await pool.query<{ slot: number | null; until: string | null; wait: number }>(TAKE, [
        account,
        vendor,
        limit,
        HOLD_MS,
      ]);
      const row = rows[0];
      if (row?.slot && row.until) return { slot: row.slot, until: row.until };
      this.#line.sendAwayLate(performance.now(), () => new LimiterBusy('no slot became free in time'));
      if (this.#line.isEmpty) return null;
      // The slot that frees first may be held by a call at work: look again soon rather than at its far end.
      await sleep(Math.min(Math.max(row?.wait ?? 0, 2), 50));
    }
  }

  /**
   * Never fails the call that it follows: a slot that cannot be given back now comes back by itself. One that was held for
   * so long that somebody else has it now is left alone.
   */
  async #free({ slot, until }: TakenSlot, afterMs: number): Promise<void> {
    const { pool, vendor, account, log } = this.#options;
    try {
      await pool.query(
        `UPDATE call_slots SET free_at = clock_timestamp() + $5 * interval '1 millisecond'
         WHERE org_id = $1 AND vendor = $2 AND slot = $3 AND free_at = $4::timestamptz`,
        [account, vendor, slot, until, afterMs],
      );
    } catch (error) {
      log.warn({ vendor, err: error }, 'a rate limit slot was not given back; it frees itself soon');
    }
  }
}
