import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { measureInbox } from '../../src/records/inbox/backlog.js';
import { storeEvents } from '../../src/records/inbox/store.js';
import type { Temporal } from '../harness/stage.js';
import type { WebhookMaker } from '../harness/webhooks.js';

export const conditions = ['all is well', 'Temporal stopped', 'a backlog drains'] as const;
export type Condition = (typeof conditions)[number];

const FILL_GROUP = 500;

/** What waits for the dispatcher. */
export class Inbox {
  readonly #db: pg.Pool;
  readonly #maker: WebhookMaker;

  constructor(db: pg.Pool, maker: WebhookMaker) {
    this.#db = db;
    this.#maker = maker;
  }

  /** Events that wait. */
  async waiting(): Promise<number> {
    return (await measureInbox(this.#db)).waiting;
  }

  /** Puts in the openings of this many conversations. */
  async fill(count: number): Promise<void> {
    for (let left = count; left > 0; left -= FILL_GROUP) {
      const length = Math.min(left, FILL_GROUP);
      await storeEvents(
        this.#db,
        Array.from({ length }, () => this.#maker.opening().webhook.event),
      );
    }
  }

  /** Takes out what waits, so that one condition does not work on another's rest. */
  async putAside(): Promise<void> {
    await this.#db.query(
      `UPDATE inbox SET outcome = 'ignored', outcome_detail = 'put aside' WHERE outcome IS NULL`,
    );
    await this.#db.query('CHECKPOINT'); // or that of one round falls into another's
  }
}

export async function begin(
  condition: Condition,
  { temporal, inbox, backlog }: { temporal: Temporal; inbox: Inbox; backlog: number },
): Promise<void> {
  if (condition === 'Temporal stopped') await temporal.stop();
  if (condition === 'a backlog drains') await inbox.fill(backlog);
  await sleep(1_000); // so that the worker has noticed
}

export async function end(condition: Condition, temporal: Temporal): Promise<void> {
  if (condition === 'Temporal stopped') await temporal.start();
}
