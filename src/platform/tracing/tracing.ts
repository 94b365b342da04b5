import type { SpanPlace } from './traceparent.js';

export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What is traced. Attributes hold kinds, keys, IDs, codes and figures: never a number, a name, words, a token or a real URL. */
export interface SpanOptions {
  readonly name: string;
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** If omitted, the span that is active now, if any; null starts a trace of its own. */
  readonly parent?: SpanPlace | null;
  readonly attributes?: Attributes;
  /** Errors that are an ordinary answer here. */
  readonly isExpected?: (error: unknown) => boolean;
}

export interface Span {
  readonly set: (attributes: Attributes) => void;
  /** Carries the trace on; null if tracing is off. */
  readonly place: SpanPlace | null;
}

/** A moment in a workflow, whose sandbox makes its IDs itself, so that a replay makes the same ones. */
export interface Moment {
  readonly name: string;
  readonly place: SpanPlace;
  readonly parentSpanId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly attributes: Attributes;
  /** Another trace that belongs to it. */
  readonly link: SpanPlace | null;
}

/** The way to a trace that the rest of Textback uses; it knows nothing of OpenTelemetry. */
export interface Tracing {
  readonly isOn: boolean;
  /** Runs `work` in a span of its own and gives what it gives. What it throws is noted by its code alone. */
  span<T>(options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  record(moment: Moment): void;
  /** Sends what was not sent yet, and gives up in bounded time. Never throws. */
  close(): Promise<void>;
}

const noSpan: Span = { set: () => undefined, place: null };

/** Off. */
export const noTracing: Tracing = {
  isOn: false,
  span: (_options, work) => work(noSpan),
  record: () => undefined,
  close: () => Promise.resolve(),
};
