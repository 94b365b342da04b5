import { LeasedLoop } from '../../platform/leases/leased-loop.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { askStatus, type AskContext } from './ask-status.js';
import { takeDue } from '../../records/ledger/unconfirmed.js';

/** How often the ledger is checked; shorter than the lease, so that one worker keeps it. */
const POLL_MS = 3_000;

export interface StatusCheckerOptions extends AskContext {
  readonly holder: string;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * Asks Twilio about texts whose callbacks do not arrive. One process works at a time, under a lease; if two briefly overlap, each
 * text is still claimed by one of them. While Twilio is down nothing is lost: texts stay due.
 */
export class StatusChecker {
  readonly #options: StatusCheckerOptions;
  readonly #loop: LeasedLoop;

  constructor(options: StatusCheckerOptions) {
    const { pool, holder, log, firstMs } = options;
    this.#options = options;
    this.#loop = new LeasedLoop({
      lease: 'status-checks',
      pollMs: Math.min(POLL_MS, firstMs / 4),
      pool,
      holder,
      log,
      work: () => this.#askForNext(),
      onFailure: (error) =>
        log.warn(
          { code: 'status_check_failed', err: error },
          'could not look up texts without a final status',
        ),
    });
  }

  /** Finishes the current check and passes on the lease. */
  async close(): Promise<void> {
    await this.#loop.close();
  }

  /** One text at a time, so that sends never wait behind many checks. True if more texts may be due now. */
  async #askForNext(): Promise<boolean> {
    const { pool, log, metrics, firstMs } = this.#options;
    const text = await takeDue(pool, firstMs);
    if (text === null) return false;
    const result = await askStatus(this.#options, text);
    metrics.count('textback_status_checks_total', { result });
    if (result === 'news' || result === 'no_news' || result === 'rejected') return true;
    log.warn(
      { code: 'status_check_failed', result },
      'could not ask Twilio for the status of a text; retrying later',
    );
    return false;
  }
}
