import type { Client } from '@temporalio/client';
import type pg from 'pg';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import type { Supervised } from '../../test/chaos/supervisor.js';
import { Sender } from '../harness/load.js';
import type { Stage } from '../harness/stage.js';
import { connectTemporal, handOver } from '../harness/temporal.js';
import { startGateway, startWorker, type Settings } from '../harness/textback.js';
import { startTemporalOnDisk, type StoreSize, type TemporalOnDisk } from './temporal-on-disk.js';

/** Calls to Drift a second, far more than conversations can be taken up: Drift's own limit is measured elsewhere. */
const DRIFT_RATE_LIMIT = 400;
/** Nothing falls due while the benchmark runs. */
const FOLLOW_UP_DELAY = '24h';
const CONNECTIONS = 16;

/** All of Textback on one node, with one worker, and what looks on. */
export interface Installation {
  readonly db: pg.Pool;
  /** PostgreSQL's first process. */
  readonly postmaster: number;
  readonly temporal: TemporalOnDisk;
  /** Temporal's database before anything was in it. */
  readonly emptyStore: StoreSize;
  readonly client: Client;
  readonly taskQueue: string;
  readonly sandbox: Sandbox;
  /** To the gateway's webhook of Drift. */
  readonly sender: Sender;
  readonly worker: Supervised;
}

export async function startInstallation(stage: Stage): Promise<Installation> {
  const databaseUrl = await stage.startPostgres();
  const temporal = await startTemporalOnDisk(stage);
  await temporal.stop(); // measured while it is stopped, as it will be when it is full
  const emptyStore = await temporal.measure();
  await temporal.start();
  const bundle = await stage.bundleWorkflows();
  const sandbox = await startSandbox({ drift: { hmac: true, rateLimit: DRIFT_RATE_LIMIT } });
  stage.keep(() => sandbox.close());
  const gateway = await startGateway(stage, databaseUrl);
  sandbox.setWebhookUrl(gateway.url);
  const settings: Settings = { FOLLOW_UP_DELAY, DRIFT_RATE_LIMIT: String(DRIFT_RATE_LIMIT) };
  const worker = await startWorker(stage, {
    ...settings,
    DATABASE_URL: databaseUrl,
    SANDBOX: 'on',
    TEMPORAL_ADDRESS: temporal.address,
    WORKFLOW_BUNDLE: bundle,
    PUBLIC_URL: gateway.url,
    DRIFT_API_URL: sandbox.driftUrl,
    TWILIO_API_URL: sandbox.twilioUrl,
  });
  const db = stage.openPool(databaseUrl);
  const client = await connectTemporal(stage, temporal.address);
  const sender = new Sender(`${gateway.url}/webhooks/drift`, CONNECTIONS);
  stage.keep(() => sender.close());
  const { taskQueue } = handOver(client, settings);
  const postmaster = await findPostmaster(db);
  return { db, postmaster, temporal, emptyStore, client, taskQueue, sandbox, sender, worker };
}

/** The first line of postmaster.pid is its process ID (PostgreSQL manual, database file layout). */
async function findPostmaster(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ file: string }>("SELECT pg_read_file('postmaster.pid') AS file");
  return Number(rows[0]?.file.split('\n')[0]);
}
