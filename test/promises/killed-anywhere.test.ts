import { mkdtemp, readFile, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/platform/db/migrate.js';
import { freePort } from '../../src/local/ports.js';
import { startLocalPostgres, type LocalPostgres } from '../../src/local/postgres.js';
import { startLocalTemporal, type LocalTemporal } from '../../src/local/temporal-server.js';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { eventually } from '../support/eventually.js';
import { startProcess, type ProcessUnderTest } from '../support/processes.js';
import { temporalCli, workflowBundle } from '../support/temporal.js';

/** Longer than a killed worker goes unnoticed: its activity's start-to-close time-out and a lease. */
const RECOVERY_MS = 90_000;

describe('promise 12: killed anywhere, resumed', () => {
  let folder: string;
  let ports: { postgres: number; temporal: number; gateway: number };
  let postgres: LocalPostgres;
  let temporal: LocalTemporal;
  let sandbox: Sandbox;
  let gateway: ProcessUnderTest;
  let worker: ProcessUnderTest;
  const quiet = () => undefined;

  const startPostgres = async () => {
    postgres = await startLocalPostgres({ dataDir: folder, port: ports.postgres, onProgress: quiet });
  };
  const startTemporal = async () => {
    temporal = await startLocalTemporal({
      cli: temporalCli(),
      dataDir: folder,
      port: ports.temporal,
      onProgress: quiet,
    });
  };
  const environment = () => ({
    PORT: String(ports.gateway),
    DATABASE_URL: postgres.url,
    SANDBOX: 'on',
    TEMPORAL_ADDRESS: temporal.address,
    DRIFT_API_URL: sandbox.driftUrl,
    TWILIO_API_URL: sandbox.twilioUrl,
    WORKFLOW_BUNDLE: workflowBundle().codePath,
    FOLLOW_UP_DELAY: '2s',
    QUIET_HOURS: 'off', // or the hour of the day decides
    RECONCILE_WINDOW: '2s',
  });
  const startGateway = async () => {
    gateway = await startProcess('gateway', environment());
  };
  const startWorker = async () => {
    worker = await startProcess('worker', environment());
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'textback-killed-'));
    await chmod(folder, 0o755);
    ports = { postgres: await freePort(), temporal: await freePort(), gateway: await freePort() };
    sandbox = await startSandbox({
      drift: { retryBaseMs: 200, maxRetries: 10 },
      webhookUrl: `http://127.0.0.1:${ports.gateway}`,
    });
    await Promise.all([startPostgres(), startTemporal()]);
    await migrate(postgres.url);
    await Promise.all([startGateway(), startWorker()]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([gateway.stop(), worker.stop()]);
    await sandbox.close();
    await Promise.all([postgres.stop(), temporal.stop()]);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  let nextPhone = 2_025_551_000;
  const chats = (count: number) =>
    Array.from({ length: count }, () => {
      const phone = `+1${nextPhone++}`;
      sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' });
      return phone;
    });
  const textsTo = (phone: string) =>
    sandbox.twilio.texts.all().filter(({ source, to }) => source === 'api' && to === phone).length;
  const eachIsTextedOnce = async (phones: string[]) => {
    await eventually(
      'every visitor is texted',
      () => phones.every((phone) => textsTo(phone) > 0),
      RECOVERY_MS,
    );
    expect(phones.map(textsTo)).toEqual(phones.map(() => 1));
  };
  const processIdIn = async (file: string) =>
    Number((await readFile(join(folder, file), 'utf8')).split('\n')[0]);

  test('gateway killed while events arrive: acknowledged events proceed, and senders retry the others', async () => {
    const phones = chats(10);
    await eventually('some events are stored', async () => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      const { rows } = await client.query('SELECT FROM inbox LIMIT 1');
      await client.end();
      return rows.length > 0;
    });
    await gateway.kill();
    await startGateway();
    await eachIsTextedOnce(phones);
  }, 120_000);

  test('worker killed while conversations wait and while it texts: every conversation resumes', async () => {
    const phones = chats(10);
    await worker.kill();
    await startWorker();
    await eventually(
      'the first text goes out',
      () => phones.some((phone) => textsTo(phone) > 0),
      RECOVERY_MS,
    );
    await worker.kill();
    await startWorker();
    await eachIsTextedOnce(phones);
  }, 180_000);

  test('Temporal killed: webhooks are still accepted, and texts go out when it is back', async () => {
    const before = chats(5);
    await sandbox.drift.whenIdle();
    const owner = JSON.parse(await readFile(join(folder, 'temporal.owner'), 'utf8')) as {
      server: { pid: number };
    };
    process.kill(owner.server.pid, 'SIGKILL');
    await temporal.stop();
    const during = chats(5);
    await sandbox.drift.whenIdle();
    const answers = sandbox.drift.ledger
      .webhooks()
      .slice(-10)
      .flatMap(({ attempts }) => attempts.map(({ status }) => status));
    expect(new Set(answers)).toEqual(new Set([200]));
    await startTemporal();
    await eachIsTextedOnce([...before, ...during]);
  }, 180_000);

  test('PostgreSQL killed: vendors are told to retry, and nothing is lost or doubled', async () => {
    const before = chats(5);
    await sandbox.drift.whenIdle();
    process.kill(await processIdIn('postgres/postmaster.pid'), 'SIGKILL');
    await postgres.stop();
    const during = chats(5);
    await eventually('a webhook is refused', () =>
      sandbox.drift.ledger.webhooks().some(({ attempts }) => attempts.some(({ status }) => status === 503)),
    );
    await startPostgres();
    await eachIsTextedOnce([...before, ...during]);
  }, 180_000);
});
