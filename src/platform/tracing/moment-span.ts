import { SpanKind, SpanStatusCode, TraceFlags, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { SpanPlace } from './traceparent.js';
import type { Moment } from './tracing.js';

/** A moment of a workflow in the form that is exported: a span without length. */
export function momentSpan(
  { name, place, parentSpanId, at, link }: Moment,
  attributes: ReadableSpan['attributes'],
  resource: ReadableSpan['resource'],
  instrumentationScope: ReadableSpan['instrumentationScope'],
): ReadableSpan {
  const time: HrTime = [Math.trunc(at / 1_000), Math.round((at % 1_000) * 1e6)];
  const spanContext = contextOf(place);
  return {
    name,
    kind: SpanKind.INTERNAL,
    spanContext: () => spanContext,
    parentSpanContext: contextOf({ ...place, spanId: parentSpanId }),
    startTime: time,
    endTime: time,
    duration: [0, 0],
    status: { code: SpanStatusCode.UNSET },
    attributes,
    links: link === null ? [] : [{ context: contextOf(link) }],
    events: [],
    ended: true,
    resource,
    instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

const contextOf = ({ traceId, spanId, isSampled }: SpanPlace): SpanContext => ({
  traceId,
  spanId,
  traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
});
