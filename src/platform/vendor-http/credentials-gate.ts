import { storedVendors, type Vendor } from '../../contracts/stored-names.js';
import { VendorError } from '../errors/vendor-error.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';

/** While credentials are refused, one call in this time goes out to see whether they are taken again. */
const PROBE_MS = 30_000;

export interface CredentialsGateOptions {
  readonly vendor: Vendor;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly probeMs?: number;
}

/**
 * Stops calls with credentials that the vendor refuses: a vendor that revokes a token should not be asked thousands of
 * times, and somebody has to hear of it. Nothing is lost meanwhile: what is to be sent waits in Temporal. New credentials
 * come with a new start of the process, which knows of no refusal; the old ones are tried now and then.
 */
export class CredentialsGate {
  readonly #options: CredentialsGateOptions;
  #isRefused = false;
  /** On performance.now()'s clock. */
  #nextProbeAt = 0;

  constructor(options: CredentialsGateOptions) {
    this.#options = options;
    options.metrics.set('textback_credentials_refused', 0, { vendor: storedVendors[options.vendor] });
  }

  /** The vendor refused them when this process last called it. */
  get isClosed(): boolean {
    return this.#isRefused;
  }

  /** @throws VendorError `unauthorized`, the call not made, while the credentials are refused. */
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
    const { vendor, metrics, log } = this.#options;
    this.#nextProbeAt = performance.now() + probeMs;
    if (this.#isRefused) return;
    this.#isRefused = true;
    metrics.set('textback_credentials_refused', 1, { vendor: storedVendors[vendor] });
    log.error(
      { code: error.code, vendor: storedVendors[vendor] },
      'the vendor rejects our credentials: calls stop until it accepts them again',
    );
  }

  #accepted(): void {
    if (!this.#isRefused) return;
    const { vendor, metrics, log } = this.#options;
    this.#isRefused = false;
    metrics.set('textback_credentials_refused', 0, { vendor: storedVendors[vendor] });
    log.info({ vendor: storedVendors[vendor] }, 'the vendor accepts our credentials again');
  }
}
