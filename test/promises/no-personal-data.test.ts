import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.js';
import type { Client, Connection } from '@temporalio/client';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../../src/local/ports.js';
import { startProcess, type ProcessUnderTest } from '../support/processes.js';
import { startTestSandbox } from '../support/sandbox.js';
import {
  connectTemporal,
  temporalAddress,
  temporalClient,
  uniqueName,
  workflowBundle,
} from '../support/temporal.js';

/** What must appear nowhere: a token of each kind, a phone in every way of writing it, a name and words. */
const canary = {
  driftToken: 'canary-drift-token-5309',
  verificationToken: 'canary-verification-5309',
  twilioToken: 'canary-twilio-auth-5309',
  phone: '+12025558672',
  name: 'Zebedee',
  words: 'xyzzy plugh',
};
const forbidden = [
  canary.driftToken,
  canary.verificationToken,
  canary.twilioToken,
  '2025558672',
  '555-8672',
  'Zebedee',
  'xyzzy',
];

describe('promise 10: no personal data', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let connection: Connection;
  let client: Client;
  let gateway: ProcessUnderTest;
  let worker: ProcessUnderTest;
  let conversationId: number;
  let gatewayUrl: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const port = await freePort();
    gatewayUrl = `http://127.0.0.1:${port}`;
    sandbox = await startTestSandbox({
      drift: {
        orgs: [{ orgId: 7007, accessToken: canary.driftToken, verificationToken: canary.verificationToken }],
      },
      twilio: { accountSid: `AC${'5'.repeat(32)}`, authToken: canary.twilioToken, numbers: ['+12025550123'] },
      webhookUrl: gatewayUrl,
    });
    connection = await connectTemporal();
    client = temporalClient(connection);
    const environment = {
      PORT: String(port),
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_TASK_QUEUE: uniqueName('test'),
      WORKFLOW_BUNDLE: workflowBundle().codePath,
      DRIFT_API_URL: sandbox.driftUrl,
      DRIFT_ACCESS_TOKEN: canary.driftToken,
      DRIFT_VERIFICATION_TOKEN: canary.verificationToken,
      TWILIO_API_URL: sandbox.twilioUrl,
      TWILIO_ACCOUNT_SID: `AC${'5'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: canary.twilioToken,
      TWILIO_FROM_NUMBERS: '+12025550123',
      BUSINESS_NAME: 'Acme',
      QUIET_HOURS: 'off',
      FOLLOW_UP_DELAY: '1s',
      RECONCILE_WINDOW: '1s',
      LOG_LEVEL: 'debug',
      WORKER_PORT: '0',
    };
    [gateway, worker] = await Promise.all([
      startProcess('gateway', environment),
      startProcess('worker', environment),
    ]);
    await everyPath();
  }, 120_000);
  afterAll(async () => {
    await Promise.all([gateway.stop(), worker.stop()]);
    await sandbox.close();
    await connection.close();
    await database.drop();
  });

  /** Texted, both ways, failures of both vendors with the canaries in their requests, forged and malformed webhooks, STOP. */
  async function everyPath(): Promise<void> {
    const { drift, twilio } = sandbox;
    const { phone, words } = canary;
    twilio.addFault({ route: '/2010-04-01/Accounts/:sid/Messages.json', kind: '500', times: 1 });
    drift.addFault({ route: '/contacts/:id', kind: '502-html', times: 1 });
    const { conversation } = drift.startConversation({
      contact: { name: 'Zebedee Q', phone: '(202) 555-8672' },
      body: words,
    });
    conversationId = conversation.id;
    const texts = () => twilio.texts.all().filter(({ source }) => source === 'api');
    const has = (part: string) => drift.messages(conversation.id).some(({ body }) => body?.includes(part));
    await eventually('the text', () => texts().length === 1, 60_000);
    drift.addFault({ route: '/conversations/:id/messages', method: 'POST', kind: 'reset-after', times: 1 });
    twilio.text({ from: phone, body: `${words} one` });
    await eventually('the relay', () => has('plugh one'), 60_000);
    twilio.addFault({
      route: '/2010-04-01/Accounts/:sid/Messages.json',
      method: 'POST',
      kind: 'reset-after',
      times: 1,
    });
    drift.say(conversation.id, { author: 'rep', body: `${words} two` });
    await eventually('the relay', () => texts().length === 2, 60_000);
    twilio.setOutcome(phone, { refuse: 21408 });
    drift.say(conversation.id, { author: 'rep', body: `${words} three` });
    await eventually('the note', () => has('did not reach'), 60_000);
    twilio.text({ from: phone, body: 'STOP' });
    await eventually('the note', () => has('STOP'), 60_000);
    const post = (path: string, body: string, headers: Record<string, string>) =>
      fetch(`${gatewayUrl}${path}`, { method: 'POST', body, headers });
    await post('/webhooks/drift', JSON.stringify({ token: 'wrong', phone, words }), {
      'content-type': 'application/json',
    });
    await post('/webhooks/drift', `{"phone": "${phone}", ${words}`, {
      'x-verification-token': canary.verificationToken,
    });
    await post('/webhooks/twilio/inbound', `From=${encodeURIComponent(phone)}&Body=${words}`, {
      'content-type': 'application/x-www-form-urlencoded',
    });
  }

  const expectNone = (where: string, text: string) => {
    for (const word of forbidden)
      if (text.includes(word)) throw new Error(`${where} holds "${word}": ...${around(text, word)}...`);
    expect(text.length).toBeGreaterThan(50);
  };
  const around = (text: string, word: string) =>
    text.slice(Math.max(0, text.indexOf(word) - 200), text.indexOf(word) + 100);

  test("in the gateway's and the worker's logs, at debug level", () => {
    expectNone('a log', gateway.output());
    expectNone('a log', worker.output());
  });

  test('in metrics', async () => {
    const metrics = await (await fetch(`${gatewayUrl}/metrics`)).text();
    expect(metrics).toContain('textback_webhooks_total');
    expectNone('/metrics', metrics);
  });

  test('in workflow IDs, task queues, search attributes, memos, summaries, details and the whole history', async () => {
    const query = `TextbackConversation = "${conversationId}"`;
    const listed = await eventually('the workflow is listed', async () => {
      for await (const execution of client.workflow.list({ query })) return execution;
      return null;
    });
    expectNone('the listing', JSON.stringify(listed.raw));
    const handle = client.workflow.getHandle(listed.workflowId);
    const described = await handle.describe();
    expectNone('the description', readable(described.raw));
    expectNone('the query', JSON.stringify(await handle.query('__temporal_workflow_metadata')));
    const history = readable(await handle.fetchHistory());
    expect(history).toContain(`"conversationId":${conversationId}`.replaceAll('"', '\\"')); // so payloads were read
    expectNone('the history', history);
  });

  /** JSON with every payload as text; protobuf writes bytes as base64. */
  function readable(value: unknown): string {
    return JSON.stringify(value, (key, part: unknown) => {
      if (key === 'data' && typeof part === 'string') return Buffer.from(part, 'base64').toString('utf8');
      // Not instanceof: the SDK's bytes are of another realm than a test's.
      if (ArrayBuffer.isView(part)) {
        return Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8');
      }
      return part;
    });
  }

  test('PostgreSQL does hold the personal data, so the searches above can find it', async () => {
    const pg = (await import('pg')).default;
    const db = new pg.Client({ connectionString: database.url });
    await db.connect();
    const { rows } = await db.query<{ all: string }>("SELECT string_agg(event::text, '') AS all FROM inbox");
    await db.end();
    expect(rows[0]?.all).toContain('xyzzy');
    expect(rows[0]?.all).toContain('2025558672');
    expect(rows[0]?.all).not.toContain(canary.verificationToken);
  });
});
