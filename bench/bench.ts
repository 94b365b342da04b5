/** One measurement, next to what it is measured against. */
export interface Figure {
  /** What was measured, with its unit: 'acknowledged a second, 32 connections'. */
  readonly what: string;
  readonly ours: number;
  /** The same figure of the ceiling, from the same run; null where there is none. */
  readonly ceiling: number | null;
  /** What the figure should be, in words: '>= 0.8 x ceiling'. */
  readonly goal: string;
  readonly isMet: boolean;
}

/** Every value's count, so that other percentiles can be read later. Milliseconds. */
export type RawHistogram = readonly (readonly [valueMs: number, count: number])[];

export interface Findings {
  readonly figures: readonly Figure[];
  readonly histograms: Readonly<Record<string, RawHistogram>>;
  /** What has to be known to read the figures: sizes, what limited them. */
  readonly notes: readonly string[];
}

export interface Conditions {
  /** A form of a few tens of seconds that shows whether it works; its figures are rougher. */
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

/** One row of docs/performance.md. Stops whatever it starts. */
export interface Benchmark {
  readonly name: string;
  readonly about: string;
  readonly run: (conditions: Conditions) => Promise<Findings>;
}
