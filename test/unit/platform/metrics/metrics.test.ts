import { describe, expect, test } from '@jest/globals';
import { codeLabel, textStateLabels } from '../../../../src/vendors/twilio/code-label.js';
import type { MetricSpec } from '../../../../src/platform/metrics/spec.js';
import { Metrics, metricTable } from '../../../../src/platform/metrics/metrics.js';
import { createMetrics } from '../../../../src/vendors/metrics.js';
import { reasons } from '../../../../src/contracts/reasons.js';

const page = (metrics: Metrics) => metrics.registry.metrics();

describe('a metric', () => {
  test('that is a gauge is not shown before it was measured, nor after it could not be', async () => {
    const metrics = new Metrics();
    expect(await page(metrics)).not.toMatch(/^textback_(storage_up|conversations_open|breaker_open)\b/m);
    metrics.set('textback_storage_up', 0);
    metrics.set('textback_conversations_open', 3, { state: 'waiting' });
    expect(await page(metrics)).toContain('textback_storage_up 0\n');
    metrics.unset('textback_storage_up');
    metrics.unset('textback_conversations_open');
    expect(await page(metrics)).not.toMatch(/^textback_(storage_up|conversations_open)\b/m);
  });

  test('that alerts look at for an increase is there at 0 before anything was counted', async () => {
    const text = await page(createMetrics());
    for (const outcome of ['texted', ...Object.keys(reasons)])
      expect(text).toContain(`textback_decisions_total{outcome="${outcome}"} 0\n`);
    expect(text).toContain('textback_text_states_total{state="undelivered",code="30034"} 0\n');
    expect(text).toContain('textback_sends_total{medium="sms",result="rejected",code="30002"} 0\n');
  });

  test('starts with labels that it has', () => {
    for (const [name, spec] of Object.entries<MetricSpec>(metricTable)) {
      const { labels, starts = [], startsPerOperatorCode = [] } = spec;
      for (const start of [...starts, ...startsPerOperatorCode.map((one) => ({ ...one, code: '30002' }))])
        expect([name, labels]).toEqual([name, expect.arrayContaining(Object.keys(start))]);
    }
  });
});

describe('labels have few values', () => {
  test.each([
    ['21610', '21610'],
    ['99999', 'other'],
    ['http_404', 'http_404'],
    ['http_+12025558672', 'other'],
    ['constructor', 'other'],
    [null, 'none'],
  ])('of the code %s: %s', (code, label) => {
    expect(codeLabel(code)).toBe(label);
  });

  test.each([
    ['delivered', null, { state: 'delivered' }],
    ['failed', '30034', { state: 'failed', code: '30034' }],
    ['undelivered', null, { state: 'undelivered', code: 'none' }],
    ['brand-new', '30034', { state: 'other' }],
  ])('of the state %s', (status, code, labels) => {
    expect(textStateLabels(status, code)).toEqual(labels);
  });
});
