export interface MetricSpec {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in seconds. If omitted: those for calls and statements, 1 ms to a minute. */
  readonly buckets?: readonly number[];
  /** Series that are there, at 0, before anything was counted: Prometheus sees no increase in a series' first value. */
  readonly starts?: readonly Readonly<Record<string, string>>[];
  /** The same, for each error code that an operator has to act on; which codes these are, the vendor's adapter says. */
  readonly startsPerOperatorCode?: readonly Readonly<Record<string, string>>[];
}

/** Keeps the exact type. */
export const spec = <S extends MetricSpec>(s: S): S => s;
