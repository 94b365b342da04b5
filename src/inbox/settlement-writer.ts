import { isBadValue } from '../db/bad-value.js';
import type { Queryable } from '../db/pool.js';
import { settleEvents, type Settlement } from './store.js';

interface Waiting {
  readonly settlement: Settlement;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Settles events; those that are settled while a statement is at work share the next one. */
export class SettlementWriter {
  readonly #db: Queryable;
  #queue: Waiting[] = [];
  #isWriting = false;

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** Resolves once it is written. @throws the database's error. */
  settle(settlement: Settlement): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ settlement, resolve, reject });
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#queue.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      await this.#writeGroup(group);
    }
    this.#isWriting = false;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await settleEvents(
        this.#db,
        group.map(({ settlement }) => settlement),
      );
      for (const { resolve } of group) resolve();
    } catch (error) {
      // One that cannot be written must not be blamed on its neighbours.
      if (group.length > 1 && isBadValue(error)) for (const one of group) await this.#writeGroup([one]);
      else for (const { reject } of group) reject(error);
    }
  }
}
