import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { loadConfig } from '../../../src/platform/config/config.js';
import { lazyHistories } from '../../../src/web/console/lazy-histories.js';
import { migrate } from '../../../src/platform/db/migrate.js';
import { startGateway } from '../../../src/web/gateway/gateway.js';
import { startLocalPostgres } from '../../../src/local/postgres.js';
import { freePort } from '../../../src/local/ports.js';
import { findTemporalCli } from '../../../src/local/temporal-cli.js';
import { startLocalTemporal } from '../../../src/local/temporal-server.js';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.js';
import { startWorker } from '../../../src/worker/worker.js';
import { searchAttributes } from '../../../src/contracts/search-attributes.js';

/** All of Textback in this process, for the pictures: real servers, and a database that can be filled beforehand. */
export interface Stage {
  readonly consoleUrl: string;
  readonly sandbox: Sandbox;
  readonly db: pg.Pool;
  close(): Promise<void>;
}

const quiet = (): void => undefined;

/** @param folder empty, and thrown away afterwards. `prepare`: before anything works on the database. */
export async function startStage(folder: string, prepare: (db: pg.Pool) => Promise<void>): Promise<Stage> {
  const closes: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of closes.reverse()) await one();
  };
  try {
    const postgres = await startLocalPostgres({ dataDir: join(folder, 'data'), onProgress: quiet });
    closes.push(() => postgres.stop());
    await migrate(postgres.url);
    const db = new pg.Pool({ connectionString: postgres.url, max: 2 });
    closes.push(() => db.end());
    await prepare(db);
    const names = Object.values(searchAttributes).map(({ name }) => [name, 'Keyword'] as const);
    const temporal = await startLocalTemporal({
      cli: await findTemporalCli({ onProgress: quiet }),
      dataDir: null,
      uiPort: await freePort(),
      searchAttributes: Object.fromEntries(names),
      onProgress: quiet,
    });
    closes.push(() => temporal.stop());
    const sandbox = await startSandbox();
    closes.push(() => sandbox.close());
    const config = loadConfig({
      PORT: '0',
      SANDBOX: 'on',
      TEMPORAL_ADDRESS: temporal.address,
      DRIFT_API_URL: sandbox.driftUrl,
      TWILIO_API_URL: sandbox.twilioUrl,
      WORKFLOW_BUNDLE: await bundle(folder),
      LOG_LEVEL: 'warn',
      FOLLOW_UP_DELAY: '4s',
      LATE_PHONE_WINDOW: '8s',
      QUIET_HOURS: 'off',
      SENDER_RATE: '100',
    });
    const { namespace } = temporal;
    const gateway = await startGateway(config, postgres.url, undefined, {
      histories: lazyHistories(config.temporal, temporal),
      temporalUi: temporal.uiUrl === null ? null : { url: temporal.uiUrl, namespace },
    });
    closes.push(() => gateway.close());
    sandbox.setWebhookUrl(gateway.url);
    const worker = await startWorker(config, {
      databaseUrl: postgres.url,
      temporal,
      gatewayUrl: gateway.url,
    });
    closes.push(() => worker.close());
    return { consoleUrl: `${gateway.url}/console`, sandbox, db, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bundle(folder: string): Promise<string> {
  const workflowsPath = fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'workflow-bundle.js');
  await writeFile(file, code);
  return file;
}
