import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { loadConfig } from '../../../src/platform/config/config.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { installRuntime } from '../../../src/worker/runtime.js';
import { bridgeOf } from '../../texting/relay/support.js';
import { eventually } from '../../support/eventually.js';
import { startTextback } from '../../support/textback.js';
import { makeBundles, type Bundles } from './bundles.js';
import { startCollector, type Collector } from './collector.js';

describe('promise 11 with traces: any recorded history replays, whether tracing was on or off', () => {
  let bundles: Bundles;
  let collector: Collector;
  beforeAll(async () => {
    await installRuntime(createLogger('test', 'silent'), loadConfig({}));
    [bundles, collector] = await Promise.all([makeBundles(), startCollector()]);
  }, 120_000);
  afterAll(async () => {
    await collector.close();
    await bundles.remove();
  });

  const replay = (codePath: string, history: unknown) =>
    Worker.runReplayHistory({ workflowBundle: { codePath } }, history, 'recorded');

  /** A conversation that is texted, answered and answered back, then asleep. */
  async function record(environment: Record<string, string>) {
    const textback = await startTextback({
      environment: { WORKFLOW_BUNDLE: bundles.shipped, ...environment },
    });
    try {
      const { open, bodiesTo, chats } = bridgeOf(() => textback);
      const phone = '+12025550101';
      const conversationId = await open(phone);
      textback.sandbox.drift.say(conversationId, { author: 'rep', body: 'We do.' });
      await eventually('the answer', () => bodiesTo(phone).includes('We do.'));
      textback.sandbox.twilio.text({ from: phone, body: 'Thanks!' });
      await eventually('the thanks', () => chats(conversationId).length === 1);
      const handle = textback.client.workflow.getHandle(
        (await textback.conversation(conversationId))?.workflow_id ?? '',
      );
      await eventually('the workflow rests', async () => {
        const { raw } = await handle.describe();
        return !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
      });
      return await handle.fetchHistory();
    } finally {
      await textback.close();
    }
  }

  test('histories from before replay on the bundle that can trace', async () => {
    const folder = new URL('../../replay/histories/', import.meta.url);
    const files = await readdir(folder);
    expect(files.length).toBeGreaterThan(15);
    for (const file of files)
      await replay(bundles.shipped, JSON.parse(await readFile(new URL(file, folder), 'utf8')));
  });

  test('a history with traces in it replays on the bundle that can trace, and on the one that cannot', async () => {
    const history = await record({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const carries = JSON.stringify(history).split('_tracer-data').length - 1;
    expect(carries).toBeGreaterThan(5); // the start, each signal, each activity
    expect(collector.spans.some(({ name }) => name === 'workflow conversation')).toBe(true);
    const before = collector.spans.length;
    await replay(bundles.shipped, history);
    await replay(bundles.bare, history);
    expect(collector.spans).toHaveLength(before);
  });

  test('a history without traces replays on both', async () => {
    const history = await record({});
    expect(JSON.stringify(history)).not.toContain('_tracer-data');
    await replay(bundles.shipped, history);
    await replay(bundles.bare, history);
  });
});
