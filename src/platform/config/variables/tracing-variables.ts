import { z } from 'zod';
import { httpUrl } from '../formats.js';
import { text, variable } from './variable.js';

/** "key=value,key=value" with percent-encoded values, as OpenTelemetry writes headers in a variable. */
const headers = z
  .string()
  .transform((text) => text.split(',').map((pair) => pair.trim()))
  .refine((pairs) => pairs.every((pair) => /^[\w!#$%&'*+.^`|~-]+\s*=\s*\S.*$/.test(pair) && canDecode(pair)))
  .transform((pairs): Readonly<Record<string, string>> =>
    Object.freeze(Object.fromEntries(pairs.map(toEntry))),
  );

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

function toEntry(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
}

/** Traces, under OpenTelemetry's own names (OpenTelemetry docs, SDK environment variables). */
export const tracing = {
  /** Base URL of the collector; null: tracing is off. */
  endpoint: variable({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    group: 'rarely',
    about:
      'OpenTelemetry collector for traces by OTLP over HTTP; Textback appends /v1/traces. Unset: no traces.',
    shouldBe: 'an http(s) URL such as http://localhost:4318',
    schema: httpUrl,
  }),
  headers: variable({
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    group: 'rarely',
    about: 'Headers for the collector, such as a key. Unset: none.',
    shouldBe: 'comma-separated name=value pairs, values percent-encoded',
    secret: true,
    whenUnset: {},
    schema: headers,
  }),
  serviceName: variable({
    name: 'OTEL_SERVICE_NAME',
    group: 'rarely',
    about: 'Service name in traces.',
    shouldBe: 'a name',
    default: 'textback',
    schema: text,
  }),
  /** Of webhooks that are traced; 0 to 1. */
  share: variable({
    name: 'OTEL_TRACES_SAMPLER_ARG',
    group: 'rarely',
    about: 'Share of webhooks to trace, with everything that follows from them.',
    shouldBe: 'a number from 0 to 1',
    default: '1',
    schema: z
      .string()
      .regex(/^(0|1|0?\.\d+|[01]\.\d+)$/)
      .transform(Number)
      .refine((share) => share <= 1),
  }),
};
