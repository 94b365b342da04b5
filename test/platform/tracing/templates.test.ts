import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { errorCode } from '../../../src/platform/tracing/error-code.js';
import { formatTraceparent, parseTraceparent } from '../../../src/platform/tracing/traceparent.js';
import { pathTemplate } from '../../../src/platform/tracing/vendor-call.js';
import { spanId } from '../../../src/platform/tracing/workflow/span-id.js';

describe('what a trace is made of', () => {
  test.each([
    ['/conversations/123', '/conversations/{id}'],
    ['/conversations/123/messages', '/conversations/{id}/messages'],
    ['/contacts/timeline', '/contacts/timeline'],
    ['/attachments/a%2Fb/data', '/attachments/{id}/data'],
    ['/something/new', '/{id}/{id}'],
  ])('of the path %s only known words are shown', (path, template) => {
    expect(pathTemplate(path)).toBe(template);
  });

  test('a traceparent is read as W3C Trace Context has it, and nothing else is', () => {
    const text = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const place = parseTraceparent(text);
    expect(place).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      isSampled: true,
    });
    expect(place && formatTraceparent(place)).toBe(text);
    expect(parseTraceparent(text.replace(/01$/, '00'))).toMatchObject({ isSampled: false });
    const bad = [null, undefined, '', 1, `x${text}`, text.replace('00-', '01-'), text.toUpperCase()];
    const zeros = [
      text.replace(/-\w{32}-/, `-${'0'.repeat(32)}-`),
      text.replace(/-\w{16}-/, `-${'0'.repeat(16)}-`),
    ];
    for (const one of [...bad, ...zeros]) expect(parseTraceparent(one)).toBeNull();
  });

  test('a span of a workflow has the same ID in every replay, and no other has it', () => {
    const ids = ['a', 'b'].flatMap((run) => [
      spanId(run),
      ...Array.from({ length: 500 }, (_, i) => spanId(run, 'signal', i)),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(spanId('a', 'signal', 7)).toBe(spanId('a', 'signal', 7));
  });

  test('an error is told by a code that cannot hold a value', () => {
    expect(errorCode(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(errorCode(Object.assign(new Error('x'), { code: '+12025550188' }))).toBe('Error');
    expect(errorCode(Object.assign(new Error('x'), { type: 'twilio_rejected' }))).toBe('twilio_rejected');
    expect(errorCode('Ana')).toBe('unknown');
  });

  test('the headers for the collector are read, and a bad setting is named without its value', () => {
    const { tracing } = loadConfig({
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b, Authorization=Basic%20c2VjcmV0==',
    });
    expect(tracing.headers).toEqual({ 'x-key': 'a b', Authorization: 'Basic c2VjcmV0==' });
    const bad = { OTEL_EXPORTER_OTLP_HEADERS: 'hush hush', OTEL_TRACES_SAMPLER_ARG: '1.5' };
    expect(() => loadConfig(bad)).toThrow(/OTEL_EXPORTER_OTLP_HEADERS: should be .*\n.*SAMPLER_ARG is "1.5"/);
    expect(() => loadConfig(bad)).not.toThrow(/hush/);
  });
});
