import { commitLazily } from '../../platform/db/lazy-commit.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { Logger } from '../../platform/logging/logger.js';

/** Dispatchers listen on this channel; a lost notification costs them only a poll interval. */
export const INBOX_CHANNEL = 'textback_inbox';

/** At most one notification in this time; the first of several goes out at once. Milliseconds. */
const AT_MOST_EVERY_MS = 20;

/**
 * A transaction that notifies holds a server-wide lock until it is flushed to disk. It contains nothing that could be lost, so it does not
 * wait for the flush.
 */
const notify = {
  name: 'notify-inbox',
  text: `SELECT ${commitLazily}, pg_notify($1, '')`,
  values: [INBOX_CHANNEL],
};

/**
 * Tells dispatchers that events were stored, in a statement apart from the one that stores them: commits that notify take one lock for the
 * whole server, so storing statements would otherwise wait for each other.
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
