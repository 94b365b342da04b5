import { storedVendors, type Vendor } from '../../contracts/stored-names.js';
import { VendorError } from '../errors/vendor-error.js';
import type { Logger } from '../logging/logger.js';
import { howMany } from '../metrics/how-many.js';
import type { Metrics } from '../metrics/metrics.js';

/** While credentials are rejected, one call per this interval tests whether they are accepted again. */
const PROBE_MS = 30_000;

export interface CredentialsGateOptions {
  readonly vendor: Vendor;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly probeMs?: number;
}

/**
 * Stops calls with credentials that the vendor rejects: a vendor that has revoked a token should not get thousands of calls, and an
 * operator has to know. Nothing is lost: messages to be sent wait in Temporal. New credentials come with a restart of the process, which
 * begins with an open gate; the old ones are tested now and then.
 */
export class CredentialsGate {
  readonly #options: CredentialsGateOptions;
  readonly #tellRefused: (isRefused: boolean) => void;
  #isRefused = false;
  /** On performance.now()'s clock. */
  #nextProbeAt = 0;

  constructor(options: CredentialsGateOptions) {
    this.#options = options;
    this.#tellRefused = howMany(options.metrics, 'textback_credentials_refused', {
      vendor: storedVendors[options.vendor],
    });
  }

  /** The vendor rejected the credentials at this process's last call. */
  get isClosed(): boolean {
    return this.#isRefused;
  }

  /** @throws VendorError `unauthorized` without making the call while the credentials are rejected. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const { vendor, probeMs = PROBE_MS } = this.#options;
    if (this.#isRefused) {
      const wait = this.#nextProbeAt - performance.now();
      if (wait > 0)
        throw new VendorError(vendor, 'unauthorized', 'not sent while the vendor rejects our credentials', {
          retryAfterMs: wait,
        });
      this.#nextProbeAt = performance.now() + probeMs;
    }
    try {
      const result = await call();
      this.#accepted();
      return result;
    } catch (error) {
      if (error instanceof VendorError && error.failure === 'unauthorized') this.#refused(error, probeMs);
      throw error;
    }
  }

  #refused(error: VendorError, probeMs: number): void {
    const { vendor, log } = this.#options;
    this.#nextProbeAt = performance.now() + probeMs;
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#tellRefused(true);
    log.error(
      { code: error.code, vendor: storedVendors[vendor] },
      'the vendor rejects our credentials: calls stop until it accepts them again',
    );
  }

  #accepted(): void {
    if (!this.#isRefused) return;
    const { vendor, log } = this.#options;
    this.#isRefused = false;
    this.#tellRefused(false);
    log.info({ vendor: storedVendors[vendor] }, 'the vendor accepts our credentials again');
  }
}
