/** Where a span stands: what W3C Trace Context calls a traceparent, taken apart. */
export interface SpanPlace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whether this trace is one of those that are kept. */
  readonly isSampled: boolean;
}

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Null for anything but a traceparent of version 00 with IDs that are not all zero (W3C Trace Context, 3.2). */
export function parseTraceparent(text: unknown): SpanPlace | null {
  const match = typeof text === 'string' ? FORM.exec(text) : null;
  if (match === null) return null;
  const [, traceId = '', spanId = '', flags = ''] = match;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (parseInt(flags, 16) & 1) === 1 };
}

export const formatTraceparent = ({ traceId, spanId, isSampled }: SpanPlace): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
