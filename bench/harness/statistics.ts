import type { RawHistogram } from '../bench.js';

/** Of all values, none left out. Milliseconds, where the values are. */
export interface Summary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/**
 * The value that this share of all values does not exceed (nearest rank). `sorted`: ascending; `share`: above 0 to 1.
 * @throws RangeError where there is no value.
 */
export function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(Math.ceil(sorted.length * share), 1) - 1];
  if (value === undefined) throw new RangeError('no values, no percentile');
  return value;
}

/** The middle value, or the mean of the two in the middle. @throws RangeError where there is no value. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  return (percentile(sorted, 0.5) + percentile([...sorted].reverse(), 0.5)) / 2;
}

/** @throws RangeError where there is no value. */
export function summarize(values: readonly number[]): Summary {
  const sorted = ascending(values);
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    p999: percentile(sorted, 0.999),
    max: percentile(sorted, 1),
  };
}

/** In words, for a note: 'p50 1.2 / p99 4.5 / p99.9 9 / max 12 ms (3000)'. */
export function inWords(values: readonly number[]): string {
  const { count, p50, p99, p999, max } = summarize(values);
  const parts = [
    `p50 ${rounded(p50)}`,
    `p99 ${rounded(p99)}`,
    `p99.9 ${rounded(p999)}`,
    `max ${rounded(max)}`,
  ];
  return `${parts.join(' / ')} ms (${count})`;
}

/** Counts of values that agree to three significant digits, ascending. */
export function toHistogram(values: readonly number[]): RawHistogram {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(rounded(value), (counts.get(rounded(value)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

/** To three significant digits. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
