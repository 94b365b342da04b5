import CircuitBreaker from 'opossum';
import { storedVendors, type Vendor } from '../../contracts/stored-names.js';
import { VendorError } from '../errors/vendor-error.js';
import { howMany } from '../metrics/how-many.js';
import type { Metrics } from '../metrics/metrics.js';

/** How long an open breaker rejects calls before it lets one through as a test. */
const RESET_MS = 5_000;

/**
 * Failures that mean the vendor is in trouble, as opposed to a request that it rightly rejects. A 4xx never does: a conversation that is
 * locked for a minute is no reason to stop the calls of all others.
 */
const isOutage = (error: unknown) =>
  !(error instanceof VendorError) ||
  ((error.failure === 'unavailable' || error.failure === 'ambiguous') && !isRefusal(error.httpStatus));

const isRefusal = (status: number | undefined) => status !== undefined && status >= 400 && status < 500;

/** Runs calls to one vendor. While the vendor is failing, calls fail at once as `unavailable` and are definitely not sent. */
export interface Breaker {
  run<T>(call: () => Promise<T>): Promise<T>;
  /** The same, but how the call ends neither opens nor closes the breaker: one resource that fails for hours must not stop all others. */
  runBeside<T>(call: () => Promise<T>): Promise<T>;
  /** The vendor was failing when this process last called it. */
  readonly isOpen: boolean;
}

export function createBreaker(vendor: Vendor, metrics: Metrics): Breaker {
  const breaker = new CircuitBreaker((call: () => Promise<unknown>) => call(), {
    timeout: false, // every call has its own
    errorThresholdPercentage: 50,
    volumeThreshold: 10,
    rollingCountTimeout: 10_000,
    resetTimeout: RESET_MS,
    errorFilter: (error: unknown) => !isOutage(error),
  });
  const label = { vendor: storedVendors[vendor] };
  const isOpen = howMany(metrics, 'textback_breaker_open', label);
  breaker.on('open', () => isOpen(true));
  breaker.on('close', () => isOpen(false));
  const away = () =>
    new VendorError(vendor, 'unavailable', 'not sent while the vendor is failing', {
      retryAfterMs: RESET_MS,
    });
  return {
    runBeside: async <T>(call: () => Promise<T>): Promise<T> => {
      if (!breaker.closed) throw away();
      return timed(label.vendor, metrics, call);
    },
    run: async <T>(call: () => Promise<T>): Promise<T> => {
      try {
        return (await breaker.fire(() => timed(label.vendor, metrics, call))) as T;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EOPENBREAKER') {
          throw away();
        }
        throw error;
      }
    },
    get isOpen() {
      return !breaker.closed;
    },
  };
}

/** Measures a call that the breaker let through: how long it took, and its result. */
async function timed<T>(vendor: string, metrics: Metrics, call: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let result = 'ok';
  try {
    return await call();
  } catch (error) {
    result = error instanceof VendorError ? error.failure : 'unreadable';
    throw error;
  } finally {
    const seconds = (performance.now() - startedAt) / 1000;
    metrics.observe('textback_vendor_call_seconds', seconds, { vendor, result });
  }
}
