import { randomUUID } from 'node:crypto';
import type { Pool } from '../db/pool.js';
import type { Logger } from '../logging/logger.js';
import type { LimitOwner } from './learned-limit.js';
import { ofAccount, TAKE, TAKE_OF_BOTH, TAKE_SPARE, TAKE_SPARE_OF_BOTH } from './slot-statements.js';
import type { Wanting } from './priority-queue.js';

/** Longer than any call takes (the vendor clients time out after 10 s), so that the slot of a dead holder becomes free. */
const HOLD_MS = 12_000;
/** Deletes the rows of processes that are gone. */
const FORGOTTEN = `interval '1 minute'`;

/** Clocks have a coarser resolution than the windows' ends. */
const MARGIN_MS = 10;
const SECOND_MS = 1_000;

interface Slot {
  readonly slot: number;
  /** The value that PostgreSQL stored when the slot was taken; shows whether it is still ours. */
  readonly until: string;
}

/** What a call holds: a slot of the second and, where there is one, of the longer window. */
export interface TakenSlot extends Slot {
  readonly ofWindow: Slot | null;
}

/** At most this many calls in any rolling window of this length, beside the limit of each second. */
export interface CallWindow {
  readonly calls: number;
  readonly ms: number;
}

/** No slot is free; the first becomes free after this time if its call ends. */
export interface NoSlot {
  readonly waitMs: number;
}

export interface SlotsOptions extends LimitOwner {
  readonly window?: CallWindow | null;
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
    const { pool, vendor, limit, account, window = null } = this.#options;
    await this.#prepare();
    const { rows } = await pool.query<Partial<TakenRow> & { wait: number }>({
      ...(window === null ? { name: 'take-slot', text: TAKE } : { name: 'take-both', text: TAKE_OF_BOTH }),
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
        ...(window === null ? [] : [window.calls, window.ms]),
      ],
    });
    return takenIn(rows[0]) ?? { waitMs: rows[0]?.wait ?? 0 };
  }

  /** Takes a slot that nobody is likely to need, or returns null. */
  async takeSpare(): Promise<TakenSlot | null> {
    const { pool, vendor, limit, account, window = null } = this.#options;
    await this.#prepare();
    const { rows } = await pool.query<TakenRow>({
      ...(window === null
        ? { name: 'take-spare-slot', text: TAKE_SPARE }
        : { name: 'take-spare-both', text: TAKE_SPARE_OF_BOTH }),
      values: [account, vendor, limit, HOLD_MS, ...(window === null ? [] : [window.calls, window.ms])],
    });
    return takenIn(rows[0]);
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

  /** After a call: its slots become free when their windows have passed. */
  async freeAfterCall({ ofWindow, ...slot }: TakenSlot): Promise<void> {
    await this.#free(slot, SECOND_MS + MARGIN_MS);
    if (ofWindow !== null) await this.#free(ofWindow, (this.#options.window?.ms ?? 0) + MARGIN_MS);
  }

  /** No call was made. */
  async giveBack({ ofWindow, ...slot }: TakenSlot): Promise<void> {
    await this.#free(slot, 0);
    if (ofWindow !== null) await this.#free(ofWindow, 0);
  }

  /**
   * Never fails the call it follows: a slot that cannot be released now expires. Leaves the slot alone if it was held for so long that
   * another call has it now.
   */
  async #free({ slot, until }: Slot, afterMs: number): Promise<void> {
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
    const { pool, vendor, limit, account, window = null } = this.#options;
    await pool.query(
      `INSERT INTO call_slots (org_id, vendor, slot) SELECT $1, $2, generate_series(-$4::int, $3::int) ON CONFLICT DO NOTHING`,
      [account, vendor, limit, window?.calls ?? 0],
    );
    await pool.query(`DELETE FROM waiting_lines WHERE seen_at < clock_timestamp() - ${FORGOTTEN}`);
    this.#prepared = true;
  }
}

interface TakenRow {
  readonly slot: number | null;
  readonly until: string | null;
  readonly window_slot?: number | null;
  readonly window_until?: string | null;
}

function takenIn(row: Partial<TakenRow> | undefined): TakenSlot | null {
  if (!row?.slot || !row.until) return null;
  const { slot, until, window_slot: windowSlot, window_until: windowUntil } = row;
  return {
    slot,
    until,
    ofWindow: windowSlot && windowUntil ? { slot: windowSlot, until: windowUntil } : null,
  };
}
