import { Metrics } from '../platform/metrics/metrics.js';
import { operatorCodes } from './twilio/error-table.js';

/** The metrics of a process, where every error code that alerts look at is there from the start, at 0. */
export const createMetrics = (): Metrics => new Metrics(operatorCodes);
