import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { freePort } from '../../src/local/ports.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { passTime } from '../support/pass-time.js';
import { startProcess, type ProcessUnderTest } from '../support/processes.js';
import { startTestSandbox } from '../support/sandbox.js';
import {
  connectTemporal,
  temporalAddress,
  temporalClient,
  uniqueName,
  workflowBundle,
} from '../support/temporal.js';
import { account, canariesIn, canary, readable } from './canaries.js';
import { startEchoingProxy, type EchoingProxy } from './echoing-proxy.js';

const { accountSid, number } = account;
const [first, second, third, fourth, fifth] = canary.phones;
const queue = uniqueName('canary');
const WAIT_MS = 30_000;
const SEND = /\/Messages\.json$/;

describe('canary tokens, numbers, names and words', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let drift: EchoingProxy;
  let twilio: EchoingProxy;
  let connection: Connection;
  let client: Client;
  let gatewayUrl: string;
  let workerPort: number;
  const processes: ProcessUnderTest[] = [];
  /** What strangers got for an answer. */
  const answers: string[] = [];
  let worker: ProcessUnderTest;
  let environment: Parameters<typeof startProcess>[1];

  const start = async (what: 'gateway' | 'worker', more: Parameters<typeof startProcess>[1] = {}) => {
    const started = await startProcess(what, { ...environment, ...more });
    processes.push(started);
    return started;
  };

  beforeAll(async () => {
    const port = await freePort();
    workerPort = await freePort();
    gatewayUrl = `http://127.0.0.1:${port}`;
    [database, connection, sandbox] = await Promise.all([
      createTestDatabase(),
      connectTemporal(),
      startTestSandbox({
        drift: {
          retryBaseMs: 100,
          hmac: true,
          orgs: [
            {
              orgId: 7007,
              accessToken: canary.driftToken,
              verificationToken: canary.verificationToken,
              signingSecret: canary.signingSecret,
            },
          ],
        },
        twilio: {
          accountSid,
          authToken: canary.twilioToken,
          apiKey: canary.apiKey,
          apiSecret: canary.apiSecret,
          numbers: [number],
        },
        webhookUrl: gatewayUrl,
      }),
    ]);
    client = temporalClient(connection);
    [drift, twilio] = await Promise.all([
      startEchoingProxy(sandbox.driftUrl),
      startEchoingProxy(sandbox.twilioUrl),
    ]);
    environment = {
      PORT: String(port),
      WORKER_PORT: String(workerPort),
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_TASK_QUEUE: queue,
      WORKFLOW_BUNDLE: workflowBundle().codePath,
      DRIFT_API_URL: drift.url,
      DRIFT_ACCESS_TOKEN: canary.driftToken,
      DRIFT_VERIFICATION_TOKEN: canary.verificationToken,
      DRIFT_SIGNING_SECRET: canary.signingSecret,
      TWILIO_API_URL: twilio.url,
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: canary.twilioToken,
      TWILIO_API_KEY: canary.apiKey,
      TWILIO_API_SECRET: canary.apiSecret,
      TWILIO_FROM_NUMBERS: number,
      MEDIA_SIGNING_KEY: canary.mediaKey,
      ADMIN_TOKEN: canary.adminToken,
      BUSINESS_NAME: 'Acme',
      QUIET_HOURS: 'off',
      FOLLOW_UP_DELAY: '1s',
      RECONCILE_WINDOW: '1s',
      REORDER_WINDOW: '100ms',
      LOG_LEVEL: 'debug',
    };
    await start('gateway');
    worker = await start('worker');
    await talkBothWays();
    await vendorsThrowEverythingBack();
    await workerDiesInTheMiddle();
    await strangersKnock();
    await databaseIsAway();
    await credentialsAreRefused();
  }, 240_000);
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()));
    await Promise.all([drift.close(), twilio.close()]);
    await sandbox.close();
    await connection.close();
    await database.drop();
  });

  const texts = (to: string) =>
    sandbox.twilio.texts.all().filter((text) => text.source === 'api' && text.to === to);
  /** Of a new contact, or of one that has chatted before. */
  const chat = (phone: string, contactId?: number) =>
    sandbox.drift.startConversation({
      ...(contactId === undefined
        ? { contact: { name: `${canary.name} ${canary.surname}`, phone, email: 'zebedee@quux.example' } }
        : { contactId }),
      body: `${canary.words}, call me at ${phone}`,
    }).conversation.id;
  const shown = (conversation: number, part: string) =>
    eventually(
      `"${part}" in the chat`,
      () => sandbox.drift.messages(conversation).some(({ body }) => body?.includes(part)),
      WAIT_MS,
    );
  const texted = (phone: string, count: number) =>
    eventually(`text ${count} to a canary`, () => texts(phone).length >= count, WAIT_MS);

  /** Follow-up, both directions with files, a number that another conversation takes over, a late text, HELP, STOP. */
  async function talkBothWays(): Promise<void> {
    const one = chat('(202) 555-8672');
    await texted(first, 1);
    sandbox.twilio.text({
      from: first,
      body: `${canary.words} with a picture`,
      media: [{ contentType: 'image/gif' }],
    });
    await shown(one, 'with a picture');
    sandbox.drift.say(one, {
      author: 'rep',
      body: `${canary.words} with a file`,
      attachments: [{ name: `${canary.fileName}.gif`, contentType: 'image/gif' }],
    });
    await texted(first, 2);
    const other = chat(first, sandbox.drift.conversation(one).contactId);
    await texted(first, 3);
    sandbox.twilio.text({ from: first, body: 'HELP' });
    sandbox.twilio.text({ from: first, body: `${canary.words} to the other` });
    await shown(other, 'to the other');
    const [row] = await query<{ id: string }>(
      'SELECT workflow_id AS id FROM conversations WHERE conversation_id = $1',
      [other],
    );
    await passTime(client, row?.id ?? '', 31 * 24 * 3_600_000);
    await eventually('the thread is closed', async () => (await stateOf(other)) === 'done', WAIT_MS);
    sandbox.twilio.text({ from: first, body: `${canary.words} too late` });
    await shown(other, 'too late');
    sandbox.twilio.text({ from: first, body: `please stop texting me, ${canary.words}` });
    await shown(other, 'no more texts');
  }

  /** Refusals, broken answers and 5xx of both vendors that hold the request with its credentials, number and words. */
  async function vendorsThrowEverythingBack(): Promise<void> {
    drift.echo(/^\/conversations\/\d+\/messages/, 500);
    twilio.echo(SEND, 429, { code: 20429, status: 429 });
    const two = chat(second);
    await texted(second, 1);
    drift.echo(/^\/conversations\/\d+\/messages/, 200); // taken or not: unreadable response
    drift.echo(/^\/conversations\/\d+\/messages/, 400);
    sandbox.twilio.text({ from: second, body: `${canary.words} unclear` });
    twilio.echo(SEND, 429, { code: 20429, status: 429 }); // thrown by the activity: its failure stands in the history
    twilio.echo(SEND, 503, { code: 20503, status: 503 });
    twilio.echo(SEND, 201);
    sandbox.drift.say(two, { author: 'rep', body: `${canary.words} unclear as well` });
    await texted(second, 2);
    twilio.echo(SEND, 400, { code: 21211, status: 400 });
    sandbox.drift.say(two, { author: 'rep', body: `${canary.words} refused` });
    await shown(two, 'did not reach');
    expect(drift.echoed() + twilio.echoed()).toBeGreaterThan(7);
  }

  async function workerDiesInTheMiddle(): Promise<void> {
    sandbox.twilio.addFault({
      route: '/2010-04-01/Accounts/:sid/Messages.json',
      method: 'POST',
      kind: 'timeout-after',
      times: 1,
    });
    chat(third);
    await texted(third, 1); // Twilio has it, and the worker waits for an answer that never comes
    await worker.kill();
    worker = await start('worker');
    await eventually('the text is found', async () => (await sentTo(third)) === 'delivered', 90_000);
  }

  async function strangersKnock(): Promise<void> {
    const knock = async (path: string, init: RequestInit) => {
      const answer = await fetch(gatewayUrl + path, init);
      answers.push(JSON.stringify([...answer.headers]) + (await answer.text()));
      expect(answer.status).toBeGreaterThanOrEqual(400);
    };
    const json = { 'content-type': 'application/json' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const words = JSON.stringify({ token: canary.verificationToken, phone: first, words: canary.words });
    const post = (body: string, headers: Record<string, string>) => ({ method: 'POST', body, headers });
    await knock('/webhooks/drift', post(words, json));
    await knock(
      '/webhooks/drift',
      post(words.slice(0, -1), { ...json, 'x-verification-token': canary.verificationToken }),
    );
    await knock(
      `/webhooks/drift?token=${canary.verificationToken}`,
      post(words, { 'content-type': 'text/plain' }),
    );
    await knock(
      '/webhooks/twilio/inbound',
      post(`From=${first}&Body=${canary.words}`, { ...form, 'x-twilio-signature': canary.twilioToken }),
    );
    await knock(
      '/webhooks/twilio/status?ledger=1',
      post(`To=${first}`, { ...form, authorization: `Bearer ${canary.adminToken}` }),
    );
    await knock(`/admin/conversations/${first}`, {
      headers: { authorization: `Bearer ${canary.adminToken}x` },
    });
    await knock('/admin/held', {});
    await knock('/admin/report', { headers: { authorization: `Basic ${canary.adminToken}` } });
    await knock('/media/00000000-0000-4000-8000-000000000000?e=9999999999&s=x', {});
  }

  /** A gateway that has no database, and says so in its log. */
  async function databaseIsAway(): Promise<void> {
    const port = await freePort();
    await start('gateway', {
      PORT: String(port),
      DATABASE_URL: `postgres://textback:${canary.databasePassword}@127.0.0.1:1/textback`,
      DRIFT_SIGNING_SECRET: '',
    });
    const { status } = await fetch(`http://127.0.0.1:${port}/webhooks/drift`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-verification-token': canary.verificationToken },
      body: JSON.stringify({
        orgId: 7007,
        type: 'new_message',
        data: { id: 1, conversationId: 2, body: `${first} ${canary.words}` },
      }),
    });
    expect(status).toBe(503);
    await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text());
  }

  /** Calls stop then; what was to be sent waits, and its failures stand in Temporal. */
  async function credentialsAreRefused(): Promise<void> {
    const logged = (code: string) => eventually(code, () => worker.output().includes(code), WAIT_MS);
    twilio.echo(SEND, 401, { code: 20003, status: 401 }, 2);
    chat(fourth);
    await logged('twilio_unauthorized');
    drift.echo(/^\/conversations\/\d+$/, 401);
    drift.echo(/^\/app\/token_info/, 401);
    chat(fifth);
    await logged('drift_unauthorized');
  }

  async function query<T extends pg.QueryResultRow>(statement: string, values: unknown[] = []): Promise<T[]> {
    const db = new pg.Client({ connectionString: database.url });
    await db.connect();
    try {
      return (await db.query<T>(statement, values)).rows;
    } finally {
      await db.end();
    }
  }
  const stateOf = async (conversation: number) =>
    (
      await query<{ state: string }>('SELECT state FROM conversations WHERE conversation_id = $1', [
        conversation,
      ])
    )[0]?.state;
  const sentTo = async (phone: string) =>
    (
      await query<{ state: string }>(
        `SELECT l.state FROM ledger l JOIN sessions s ON s.id = l.session_id WHERE s.visitor_number = $1 AND l.medium = 'sms'`,
        [phone],
      )
    )[0]?.state;

  test('stand in no log line of any process, at debug level', () => {
    expect(processes.length).toBe(4);
    for (const one of processes) {
      expect(one.output().length).toBeGreaterThan(200);
      expect(canariesIn(one.output())).toEqual([]);
    }
    const all = processes.map((one) => one.output()).join('');
    // What happened was logged, so the search above had something to find.
    for (const code of [
      'drift_unauthorized',
      'twilio_unauthorized',
      'storage_unavailable',
      'webhook refused',
    ])
      expect(all).toContain(code);
  });

  test("stand in neither process's metrics", async () => {
    for (const url of [gatewayUrl, `http://127.0.0.1:${workerPort}`]) {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).toContain('textback_');
      expect(canariesIn(metrics)).toEqual([]);
    }
  });

  test('stand in no answer that a stranger gets', () => {
    expect(answers.length).toBe(9);
    expect(canariesIn(answers.join('\n'))).toEqual([]);
  });

  test('stand nowhere in Temporal: IDs, attributes, memos, signals, activities, failures, details', async () => {
    const count =
      (await query<{ count: number }>('SELECT count(*)::int AS count FROM conversations'))[0]?.count ?? 0;
    expect(count).toBe(6);
    const listed = await eventually('all workflows are listed', async () => {
      const found = [];
      for await (const execution of client.workflow.list({ query: `TaskQueue = "${queue}"` }))
        found.push(execution);
      return found.length >= count ? found : null;
    });
    let failures = 0;
    for (const { workflowId, runId, raw } of listed) {
      expect(canariesIn(readable(raw))).toEqual([]);
      const handle = client.workflow.getHandle(workflowId, runId);
      const history = readable(await handle.fetchHistory());
      expect(history).toContain('conversationId'); // so payloads were read
      expect(canariesIn(history)).toEqual([]);
      failures += history.match(/"(f|lastF)ailure":\{/g)?.length ?? 0;
      expect(canariesIn(readable((await handle.describe()).raw))).toEqual([]);
      expect(canariesIn(JSON.stringify(await handle.query('__temporal_workflow_metadata')))).toEqual([]);
    }
    expect(failures).toBeGreaterThan(0); // failed activities are among what was searched
  });

  test('stand in PostgreSQL as far as they must: people there, secrets not even there', async () => {
    const tables = await query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const everything = (
      await Promise.all(
        tables.map(({ name }) =>
          query<{ all: string | null }>(`SELECT string_agg(t::text, '') AS all FROM ${name} t`),
        ),
      )
    )
      .flat()
      .map((row) => row.all)
      .join('\n');
    expect(everything).toContain(first);
    expect(everything).toContain('xyzzy');
    expect(everything).toContain(canary.fileName);
    const secrets = Object.entries(canary).filter(([key]) => /token|secret|key|password/i.test(key));
    expect(secrets.filter(([, secret]) => everything.includes(String(secret)))).toEqual([]);
  });
});
