import { commitLazily } from '../../platform/db/lazy-commit.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { Logger } from '../../platform/logging/logger.js';

/** Wakes dispatchers that listen; a lost notification only costs them a poll interval. */
export const INBOX_CHANNEL = 'textback_inbox';

/** At the most one notification in this time; the first of several goes at once. Milliseconds. */
const AT_MOST_EVERY_MS = 20;

/**
 * A transaction that notifies holds the server-wide lock until it is flushed to disk. There is nothing in it that could be lost:
 * it does not wait for that.
 */
const notify = {
  name: 'notify-inbox',
  text: `SELECT ${commitLazily}, pg_notify($1, '')`,
  values: [INBOX_CHANNEL],
};

/**
 * Tells dispatchers that events were stored, apart from the statement that stores them: commits that notify take a lock
 * that is one for the whole server, so that statements beside each other would wait for each other.
 */
export class InboxNotifier {
  readonly #db: Queryable;
  readonly #log: Logger;
  #isBusy = false;
  #again = false;

  constructor(db: Queryable, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  /** Never fails and never waits. */
  notify(): void {
    if (this.#isBusy) {
      this.#again = true;
      return;
    }
    this.#isBusy = true;
    void this.#send();
  }

  async #send(): Promise<void> {
    try {
      await this.#db.query(notify);
    } catch (error) {
      this.#log.debug({ err: error }, 'dispatchers were not notified; they poll on their own');
    }
    setTimeout(() => {
      this.#isBusy = false;
      if (!this.#again) return;
      this.#again = false;
      this.notify();
    }, AT_MOST_EVERY_MS);
  }
}
