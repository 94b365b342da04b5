import { VendorError } from '../errors/vendor-error.js';
import type { Metrics } from '../metrics/metrics.js';

/** Runs a call that really goes out, and counts how long it took and what came of it. */
export async function timed<T>(vendor: string, metrics: Metrics, call: () => Promise<T>): Promise<T> {
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
