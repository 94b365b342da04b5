import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino, type Logger } from 'pino';
import { loadConfig } from '../../../src/platform/config/config.js';
import { VendorError } from '../../../src/platform/errors/vendor-error.js';
import { freePort } from '../../../src/local/ports.js';
import { startTracing } from '../../../src/platform/tracing/start-tracing.js';
import type { Tracing } from '../../../src/platform/tracing/tracing.js';
import { traceCall } from '../../../src/platform/tracing/vendor-call.js';
import { eventually } from '../../support/eventually.js';
import { startCollector, type Collector } from './collector.js';

describe('tracing', () => {
  let collector: Collector;
  let lines: { level: number; code?: string; msg: string }[];
  let log: Logger;
  const started: Tracing[] = [];
  beforeEach(async () => {
    collector = await startCollector();
    lines = [];
    log = pino(
      { level: 'debug' },
      { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[0]) },
    );
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((one) => one.close()));
    await collector.close();
  });

  const start = async (endpoint: string, share = '1') => {
    const { tracing } = loadConfig({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_TRACES_SAMPLER_ARG: share,
    });
    const one = await startTracing(tracing, 'worker', log);
    started.push(one);
    return one;
  };
  const work = (tracing: Tracing) => tracing.span({ name: 'work' }, () => Promise.resolve('done'));
  const warnings = () => lines.filter(({ level }) => level >= 40);

  test('what was not sent yet is sent when the process stops', async () => {
    const tracing = await start(collector.url);
    await tracing.span({ name: 'outer' }, () => work(tracing));
    expect(collector.spans).toEqual([]);
    await tracing.close();
    const [inner, outer] = collector.spans;
    expect([inner?.name, outer?.name]).toEqual(['work', 'outer']);
    expect(inner?.parentSpanId).toBe(outer?.spanId);
  });

  test('a collector that is away costs one warning and nothing else', async () => {
    const tracing = await start(`http://127.0.0.1:${await freePort()}`);
    expect(await work(tracing)).toBe('done');
    await eventually('the warning', () => warnings().length === 1);
    for (let i = 0; i < 3_000; i++) expect(await work(tracing)).toBe('done'); // more than the queue holds
    await tracing.close();
    expect(warnings().map(({ code }) => code)).toEqual(['traces_not_sent']);
  });

  test('a collector that never answers holds up neither the work nor the end of the process', async () => {
    collector.answer('nothing');
    const tracing = await start(collector.url);
    for (let i = 0; i < 600; i++) await work(tracing);
    const before = performance.now();
    await tracing.close();
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(warnings().map(({ code }) => code)).toEqual(['traces_not_sent']);
  });

  test('a collector that refuses is warned about once, and it is said when it accepts traces again', async () => {
    collector.answer(400);
    const tracing = await start(collector.url);
    await work(tracing);
    await eventually('the warning', () => warnings().length === 1);
    collector.answer(200);
    await work(tracing);
    await eventually('the span', () => collector.spans.length === 1);
    await eventually('the line', () => lines.some(({ msg }) => msg.includes('accepts traces again')));
    expect(warnings()).toHaveLength(1);
  });

  test('with a share of 0 nothing is sent, and what follows from a webhook is not traced either', async () => {
    const tracing = await start(collector.url, '0');
    const other = await start(collector.url, '1');
    await tracing.span({ name: 'webhook', parent: null }, async ({ place }) => {
      expect(place).toMatchObject({ isSampled: false });
      await other.span({ name: 'hand over', parent: place }, () => Promise.resolve());
    });
    await Promise.all([tracing.close(), other.close()]);
    expect(collector.spans).toEqual([]);
  });

  test('of an error its code is kept and no word of its message', async () => {
    const tracing = await start(collector.url);
    const fail = (error: Error) => () => Promise.reject(error);
    const failures = [
      new VendorError('chat', 'rejected', 'to +12025550188', { httpStatus: 422, vendorCode: 'too_large' }),
      Object.assign(new Error('Key (phone)=(+12025550188) exists'), { code: '23505', name: 'DatabaseError' }),
      new TypeError('reading "Ana"'),
    ];
    for (const error of failures)
      await expect(traceCall(tracing, 'Drift', 'GET /contacts/{id}', fail(error))).rejects.toBe(error);
    await tracing.close();
    expect(collector.spans.map(({ attributes }) => attributes['error.type'])).toEqual([
      'drift_rejected',
      'DatabaseError',
      'TypeError',
    ]);
    expect(collector.spans.map(({ status }) => status)).toEqual([2, 2, 2]);
    expect(collector.spans[0]?.attributes['http.response.status_code']).toBe(422);
    expect(collector.bodies.join()).not.toMatch(/2025550188|Ana/);
  });

  test('off, nothing of OpenTelemetry is loaded but the API that prom-client brings; on, it is', () => {
    const loaded = (endpoint: string) => {
      const code = `
        import { createRequire } from 'node:module';
        await import('./src/web/gateway/gateway.ts');
        await import('./src/worker/worker.ts');
        const { startTracing } = await import('./src/platform/tracing/start-tracing.ts');
        await startTracing({ endpoint: ${endpoint}, headers: {}, serviceName: 'x', share: 1 }, 'worker', console);
        const { cache } = createRequire(import.meta.url);
        console.log(Object.keys(cache).filter((file) => /@opentelemetry.(?!api.)/.test(file)).length);
        process.exit(0);`;
      const options = ['--import', 'tsx', '--input-type=module', '--eval', code];
      const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
      return { count: Number(stdout), stderr };
    };
    expect(loaded('null')).toMatchObject({ count: 0 });
    expect(loaded("'http://127.0.0.1:1'").count).toBeGreaterThan(10);
  });
});
