import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { formatTraceparent, parseTraceparent, type SpanPlace } from './traceparent.js';

/** The name and form under which Temporal's SDKs carry a trace: a JSON object with a traceparent. */
const TRACE_HEADER = '_tracer-data';

/** Null if there is no readable trace. */
export function readTrace(headers: Headers): SpanPlace | null {
  const payload = headers[TRACE_HEADER];
  if (payload === undefined) return null;
  const carried: unknown = defaultPayloadConverter.fromPayload(payload);
  return typeof carried === 'object' && carried !== null && 'traceparent' in carried
    ? parseTraceparent(carried.traceparent)
    : null;
}

export function withTrace(headers: Headers, place: SpanPlace): Headers {
  const carried = { traceparent: formatTraceparent(place) };
  return { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(carried) };
}
