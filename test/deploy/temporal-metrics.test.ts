import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from '@temporalio/client';
import { freePort } from '../../src/local/ports.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { startProcess, type ProcessUnderTest } from '../support/processes.js';
import { promtool } from '../support/promtool.js';
import { startTestSandbox } from '../support/sandbox.js';
import {
  connectTemporal,
  temporalAddress,
  temporalClient,
  uniqueName,
  workflowBundle,
} from '../support/temporal.js';
import { metricsIn, readRules, rulesOf } from './alert-rules.js';
import { queriesOf, readDashboard } from './dashboard.js';

const taskQueue = uniqueName('metrics');

describe("a worker's metrics", () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let connection: Connection;
  let gateway: ProcessUnderTest;
  let worker: ProcessUnderTest;
  let environment: Parameters<typeof startProcess>[1];
  let ports: { gateway: number; own: number; sdk: number };
  const scrape = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

  beforeAll(async () => {
    ports = { gateway: await freePort(), own: await freePort(), sdk: await freePort() };
    [database, sandbox, connection] = await Promise.all([
      createTestDatabase(),
      startTestSandbox({ webhookUrl: `http://127.0.0.1:${ports.gateway}` }),
      connectTemporal(),
    ]);
    const { drift, twilio } = sandboxCredentials;
    environment = {
      PORT: String(ports.gateway),
      WORKER_PORT: String(ports.own),
      TEMPORAL_METRICS_PORT: String(ports.sdk),
      DATABASE_URL: database.url,
      SANDBOX: 'on',
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_TASK_QUEUE: taskQueue,
      WORKFLOW_BUNDLE: workflowBundle().codePath,
      DRIFT_API_URL: sandbox.driftUrl,
      DRIFT_ACCESS_TOKEN: drift.accessToken,
      DRIFT_VERIFICATION_TOKEN: drift.verificationToken,
      TWILIO_API_URL: sandbox.twilioUrl,
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_FROM_NUMBERS: twilio.numbers.join(','),
      BUSINESS_NAME: 'Acme',
      QUIET_HOURS: 'off',
      FOLLOW_UP_DELAY: '1s',
      REORDER_WINDOW: '0s', // or the vendors are asked more than is counted here
    };
    gateway = await startProcess('gateway', environment);
    worker = await startProcess('worker', environment);
    await talk();
  }, 180_000);
  afterAll(async () => {
    await Promise.all([gateway.stop(), worker.stop()]);
    await sandbox.close();
    await connection.close();
    await database.drop();
  });

  /** A follow-up and a message each way; and a workflow that no worker knows, whose task fails. */
  async function talk(): Promise<void> {
    const { conversation } = sandbox.drift.startConversation({
      contact: { name: 'Ana', phone: '+12025550143' },
      body: 'Hello?',
    });
    const texts = () => sandbox.twilio.texts.all().filter(({ source }) => source === 'api');
    await eventually('the follow-up', () => texts().length === 1);
    sandbox.twilio.text({ from: '+12025550143', body: 'Here' });
    await eventually('the relay to Drift', async () =>
      /relay_seconds_count\{direction="to_drift"\} 1/.test(await scrape(ports.own)),
    );
    sandbox.drift.say(conversation.id, { author: 'rep', body: 'Hello' });
    await eventually('the relay to the phone', () => texts().length === 2);
    const handle = await temporalClient(connection).workflow.start('of-another-build', {
      taskQueue,
      workflowId: uniqueName('workflow'),
    });
    await eventually('its task fails', async () =>
      (await scrape(ports.sdk)).includes('temporal_workflow_task_execution_failed_total'),
    );
    await handle.terminate();
  }

  test("alerts and dashboard use metrics of Temporal's SDK that a real worker shows, by labels that these have", async () => {
    const expressions = [
      ...rulesOf(await readRules()).map(({ expr }) => expr),
      ...queriesOf(await readDashboard()),
    ];
    const page = await scrape(ports.sdk);
    const types = new Set([...page.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name));
    const wanted = new Set(
      expressions
        .flatMap(metricsIn)
        .map(({ name }) => name)
        .filter((name) => name.startsWith('temporal_')),
    );
    // A request to the server that fails is nothing that can be had for the asking.
    expect([...wanted].filter((name) => !types.has(name))).toEqual(['temporal_request_failure_total']);
    for (const expression of expressions)
      for (const [, by = '', name = ''] of expression.matchAll(/by \(([^)]*)\) \([^)]*?(temporal_\w+)/g)) {
        const series = page.split('\n').find((line) => line.startsWith(`${name}{`));
        if (series === undefined) continue;
        const labels = [...series.matchAll(/(\w+)="/g)].map(([, label]) => label);
        expect(labels).toEqual(expect.arrayContaining(by.split(', ')));
      }
  });

  test('name metrics as Prometheus wants them named, ours and the others, by promtool', async () => {
    for (const port of [ports.gateway, ports.own])
      expect(await promtool(['check', 'metrics'], await scrape(port))).toEqual({ ok: true, output: '' });
    expect(await promtool(['check', 'metrics'], 'a_thing_total{x="1"} 1\nb 2\n')).toMatchObject({
      ok: false,
    });
  });

  test('hold what happened: the decision, each text, each way of the relay, the vendors and what came back', async () => {
    const own = await eventually('the callbacks', async () => {
      const page = await scrape(ports.own);
      return /text_states_total\{state="delivered"\} 2\n/.test(page) ? page : null;
    });
    for (const line of [
      'textback_decisions_total{outcome="texted"} 1',
      'textback_decisions_total{outcome="answered"} 0',
      'textback_sends_total{medium="sms",result="accepted"} 2',
      'textback_relay_seconds_count{direction="to_phone"} 1',
      'textback_relay_seconds_count{direction="to_drift"} 1',
      'textback_breaker_open{vendor="drift"} 0',
    ])
      expect(own).toContain(`${line}\n`);
    // Two texts, and the regular look at the list.
    expect(own).toMatch(/^textback_vendor_call_seconds_count\{vendor="twilio",result="ok"\} [2-9]\d*$/m);
    expect(own).not.toMatch(/^textback_(storage_up|inbox_waiting|sending_paused)\b/m); // not measured here
    const page = await scrape(ports.gateway);
    for (const line of [
      'textback_storage_up 1',
      'textback_workers_polling 1',
      'textback_conversations_open{state="bridging"} 1',
      'textback_follow_ups_overdue 0',
      'textback_sending_paused 0',
      'textback_limiter_allowed_calls{vendor="drift"} 10',
      'textback_limiter_configured_calls{vendor="drift"} 10',
    ])
      expect(page).toContain(`${line}\n`);
  });

  test('hold nothing of a person, in no label of the SDK either', async () => {
    for (const port of Object.values(ports))
      expect(await scrape(port)).not.toMatch(/2025550143|Ana|Hello|\+1202/);
  });

  test('a port that is taken stops the worker with the name of the variable', async () => {
    await expect(startProcess('worker', { ...environment, WORKER_PORT: '0' })).rejects.toThrow(
      /TEMPORAL_METRICS_PORT is "\d+": should be a free port/,
    );
  });
});
