import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, Span as OtelSpan } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { TracingConfig } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import { errorCode } from './error-code.js';
import { momentSpan } from './moment-span.js';
import { ReportingExporter } from './reporting-exporter.js';
import type { SpanPlace } from './traceparent.js';
import type { Attributes, Span, SpanOptions, Tracing } from './tracing.js';

const LIBRARY = 'textback';
/** A collector that takes longer is away; its spans are dropped. */
const EXPORT_MS = 5_000;
/** At the end of a process, within the grace time that it has. */
const FLUSH_MS = 3_000;
/** All limits are given here, since the packages would otherwise read them from the environment. */
const BATCHES = {
  maxQueueSize: 2_048, // what does not fit is dropped: memory stays bounded while the collector is away
  maxExportBatchSize: 512,
  scheduledDelayMillis: 1_000,
  exportTimeoutMillis: EXPORT_MS + 1_000,
};

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** The span at work, across promises. Ours alone: nothing global is installed, so several Textbacks can share a process. */
const atWork = new AsyncLocalStorage<OtelSpan>();

/** Traces go to the collector in batches, in the background. Nothing waits for it and nothing fails with it. */
export function startOtel(
  config: TracingConfig & { readonly endpoint: string },
  part: string,
  log: Logger,
): Tracing {
  const resource = defaultResource().merge(
    resourceFromAttributes({
      'service.name': config.serviceName,
      'service.instance.id': randomUUID(),
      'textback.part': part,
    }),
  );
  const otlp = new OTLPTraceExporter({
    url: `${config.endpoint}/v1/traces`,
    headers: { ...config.headers },
    timeoutMillis: EXPORT_MS,
  });
  const exporter = new ReportingExporter(otlp, log);
  const processor = new BatchSpanProcessor(exporter, BATCHES);
  const provider = new BasicTracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.share) }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer(LIBRARY);

  return {
    isOn: true,
    span: async ({ name, kind = 'internal', parent, attributes = {}, isExpected }, work) => {
      const options = { kind: KINDS[kind], attributes: present(attributes) };
      const span = tracer.startSpan(name, options, contextOf(parent));
      try {
        return await atWork.run(span, () => work(asSpan(span)));
      } catch (error) {
        span.setAttribute('error.type', errorCode(error));
        if (isExpected?.(error) !== true) span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    record: (moment) => {
      const library = { name: LIBRARY };
      processor.onEnd(momentSpan(moment, present(moment.attributes), resource, library));
    },
    close: async () => {
      try {
        await within(FLUSH_MS, provider.shutdown());
      } catch (error) {
        const level = exporter.isFailing ? 'debug' : 'warn';
        log[level]({ code: 'traces_not_sent', cause: errorCode(error) }, 'the last traces were not sent');
      }
    },
  };
}

function contextOf(parent: SpanOptions['parent']): Context {
  if (parent === undefined) {
    const span = atWork.getStore();
    return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
  }
  if (parent === null) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function asSpan(span: OtelSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const place: SpanPlace = { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
  return { place, set: (attributes) => void span.setAttributes(present(attributes)) };
}

function present(attributes: Attributes): Record<string, string | number | boolean> {
  const there = Object.entries(attributes).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(there);
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
