import { randomUUID } from 'node:crypto';
import type { Pool } from '../db/pool.js';
import type { Logger } from '../logging/logger.js';
import type { LimitOwner } from './learned-limit.js';
import { ofAccount, TAKE, TAKE_SPARE } from './slot-statements.js';
import type { Wanting } from './priority-queue.js';

/** Longer than any call takes (the vendor clients time out after 10 s), so that the slot of a dead holder becomes free. */
const HOLD_MS = 12_000;
/** Deletes the rows of processes that are gone. */
const FORGOTTEN = `interval '1 minute'`;

export interface TakenSlot {
  readonly slot: number;
  /** The value that PostgreSQL stored when the slot was taken; shows whether it is still ours. */
  readonly until: string;
}

/** No slot is free; the first becomes free after this time if its call ends. */
export interface NoSlot {
  readonly waitMs: number;
}

export interface SlotsOptions extends LimitOwner {
  readonly pool: Pool;
  readonly log: Logger;
}

/** One token's slots in PostgreSQL, as one process sees them. Slot 0 serves no call: it holds the vendor's pause. */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #process = randomUUID();
  #prepared = false;

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  /** Takes a slot for the first of these calls unless a call in another process goes first. `now` is on performance.now()'s clock. */
  async take([first, second]: readonly [Wanting, Wanting | null], now: number): Promise<TakenSlot | NoSlot> {
    const { pool, vendor, limit, account } = this.#options;
    await this.#prepare();
    const { rows } = await pool.query<{ slot: number | null; until: string | null; wait: number }>({
      name: 'take-slot',
      text: TAKE,
      values: [
        account,
        vendor,
        limit,
        HOLD_MS,
        this.#process,
        first.rank,
        now - first.since,
        second?.rank ?? null,
        second === null ? null : now - second.since,
      ],
    });
    const row = rows[0];
    return row?.slot && row.until ? { slot: row.slot, until: row.until } : { waitMs: row?.wait ?? 0 };
  }

  /** Takes a slot that nobody is likely to need, or returns null. */
  async takeSpare(): Promise<TakenSlot | null> {
    const { pool, vendor, limit, account } = this.#options;
    await this.#prepare();
    const { rows } = await pool.query<TakenSlot>({
      name: 'take-spare-slot',
      text: TAKE_SPARE,
      values: [account, vendor, limit, HOLD_MS],
    });
    return rows[0] ?? null;
  }

  /** Records that no call waits in this process. */
  async leave(): Promise<void> {
    const { pool, vendor, account } = this.#options;
    await pool.query(`DELETE FROM waiting_lines WHERE ${ofAccount} AND process = $3`, [
      account,
      vendor,
      this.#process,
    ]);
  }

  /** Nobody takes a slot for this long. */
  async pause(pauseMs: number): Promise<void> {
    const { pool, vendor, account } = this.#options;
    await this.#prepare();
    await pool.query(
      `UPDATE call_slots SET free_at = greatest(free_at, clock_timestamp() + $3 * interval '1 millisecond')
       WHERE ${ofAccount} AND slot = 0`,
      [account, vendor, pauseMs],
    );
  }

  /**
   * Never fails the call it follows: a slot that cannot be released now expires. Leaves the slot alone if it was held for so long that
   * another call has it now.
   */
  async free({ slot, until }: TakenSlot, afterMs: number): Promise<void> {
    const { pool, vendor, account, log } = this.#options;
    try {
      await pool.query(
        `UPDATE call_slots SET free_at = clock_timestamp() + $5 * interval '1 millisecond'
         WHERE ${ofAccount} AND slot = $3 AND free_at = $4::timestamptz`,
        [account, vendor, slot, until, afterMs],
      );
    } catch (error) {
      log.warn({ vendor, err: error }, 'a rate limit slot was not released; it expires soon');
    }
  }

  async #prepare(): Promise<void> {
    if (this.#prepared) return;
    const { pool, vendor, limit, account } = this.#options;
    await pool.query(
      `INSERT INTO call_slots (org_id, vendor, slot) SELECT $1, $2, generate_series(0, $3::int) ON CONFLICT DO NOTHING`,
      [account, vendor, limit],
    );
    await pool.query(`DELETE FROM waiting_lines WHERE seen_at < clock_timestamp() - ${FORGOTTEN}`);
    this.#prepared = true;
  }
}
