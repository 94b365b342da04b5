import type { Client } from '@temporalio/client';
import pg from 'pg';
import { loadConfig, type Config } from '../../src/platform/config/config.js';
import type { VariableName } from '../../src/platform/config/variables.js';
import { startGateway, type Gateway } from '../../src/web/gateway/gateway.js';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.js';
import { startWorker, type RunningWorker } from '../../src/worker/worker.js';
import { createTestDatabase } from './database.js';
import { eventually } from './eventually.js';
import { startTestSandbox } from './sandbox.js';
import {
  connectTemporal,
  temporalAddress,
  temporalClient,
  TEST_NAMESPACE,
  uniqueName,
  workflowBundle,
} from './temporal.js';

/** The whole system: PostgreSQL and Temporal are real and shared, database, task queue, ports and sandbox are this test's own. */
export interface Textback {
  readonly config: Config;
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
  readonly client: Client;
  readonly db: pg.Pool;
  readonly databaseUrl: string;
  /** Starts a further gateway on the same database. */
  addGateway(): Promise<Gateway>;
  addWorker(): Promise<RunningWorker>;
  stopWorkers(): Promise<void>;
  /** The follow-ups and relays that reached Twilio, as the sandbox saw them. */
  texts(): SeenText[];
  /** Everything that we posted to a Drift conversation. */
  posts(conversationId: number): { type: string; body: string }[];
  conversation(conversationId: number): Promise<ConversationRow | null>;
  close(): Promise<void>;
}

export interface SeenText {
  readonly sid: string;
  readonly from: string | null;
  readonly to: string;
  readonly body: string;
}

export interface ConversationRow {
  readonly workflow_id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly phone_status: string;
}

export interface TextbackOptions {
  readonly environment?: Partial<Record<VariableName, string>>;
  readonly sandbox?: SandboxOptions;
  /** Default 1. */
  readonly workers?: number;
}

export async function startTextback({
  environment,
  sandbox: sandboxOptions,
  workers = 1,
}: TextbackOptions = {}): Promise<Textback> {
  const database = await createTestDatabase();
  const sandbox = await startTestSandbox({
    ...sandboxOptions,
    drift: { retryBaseMs: 100, ...sandboxOptions?.drift },
  });
  const config = loadConfig({
    SANDBOX: 'on',
    PORT: '0',
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_TASK_QUEUE: uniqueName('test'),
    DRIFT_API_URL: sandbox.driftUrl,
    TWILIO_API_URL: sandbox.twilioUrl,
    WORKFLOW_BUNDLE: workflowBundle().codePath,
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    FOLLOW_UP_DELAY: '1s',
    QUIET_HOURS: 'off', // or the hour of the day decides
    RECONCILE_WINDOW: '1s',
    REORDER_WINDOW: '100ms',
    SENDER_RATE: '1000', // or texts of one test wait for each other
    VISITOR_TEXTS: 'chat', // what the phone writes is then told from our notes; the default has tests of its own
    // Tests of these set them.
    TEXT_COUNTRIES: 'all',
    FIRST_TEXTS_PER_NUMBER: 'off',
    FIRST_TEXTS_PER_HOUR: 'off',
    ...environment,
  });
  const gateway = await startGateway(config, database.appUrl);
  sandbox.setWebhookUrl(gateway.url);
  const connection = await connectTemporal();
  const db = new pg.Pool({ connectionString: database.url, max: 3 });
  db.on('error', () => undefined); // tests cut connections on purpose
  const gateways = [gateway];
  const running: RunningWorker[] = [];
  const addWorker = async () => {
    const temporal = { address: temporalAddress(), namespace: TEST_NAMESPACE };
    const worker = await startWorker(config, {
      databaseUrl: database.appUrl,
      temporal,
      gatewayUrl: gateway.url,
    });
    running.push(worker);
    return worker;
  };
  for (let i = 0; i < workers; i++) await addWorker();
  const stopWorkers = async () => {
    await Promise.all(running.splice(0).map((worker) => worker.close()));
  };
  return {
    config,
    sandbox,
    gateway,
    client: temporalClient(connection),
    db,
    databaseUrl: database.url,
    addGateway: async () => {
      const added = await startGateway(config, database.appUrl);
      gateways.push(added);
      return added;
    },
    addWorker,
    stopWorkers,
    texts: () =>
      sandbox.twilio.texts
        .all()
        .reverse()
        .filter(({ source }) => source === 'api')
        .map(({ sid, from, to, body }) => ({ sid, from, to, body })),
    posts: (conversationId) =>
      sandbox.drift.ledger
        .effects('message')
        .filter(({ data }) => data['by'] === 'api' && data['conversationId'] === conversationId)
        .map(({ data }) => ({ type: String(data['type']), body: String(data['body']) })),
    conversation: async (conversationId) => {
      const { rows } = await db.query<ConversationRow>(
        'SELECT * FROM conversations WHERE conversation_id = $1',
        [conversationId],
      );
      return rows[0] ?? null;
    },
    close: async () => {
      await stopWorkers();
      await Promise.all(gateways.map((one) => one.close()));
      await sandbox.close();
      await db.end();
      await connection.close();
      await database.drop();
    },
  };
}

/** Waits until the conversation has come to its end. */
export const ended = (textback: Textback, conversationId: number): Promise<ConversationRow> =>
  eventually(`conversation ${conversationId} ends`, async () => {
    const row = await textback.conversation(conversationId);
    return row?.state === 'done' ? row : null;
  });
