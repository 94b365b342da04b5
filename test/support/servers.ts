/**
 * The process that holds the servers of one test run; forked by global-setup.ts. It reports the addresses once, and
 * ends with everything that it started as soon as the channel to jest closes.
 */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { migrate } from '../../src/platform/db/migrate.js';
import { startLocalPostgres } from '../../src/local/postgres.js';
import { findTemporalCli } from '../../src/local/temporal-cli.js';
import { startLocalTemporal } from '../../src/local/temporal-server.js';
import { workflowInterceptorModules } from '../../src/platform/tracing/workflow-modules.js';
import { searchAttributes } from '../../src/contracts/search-attributes.js';
import { childrenSeconds, ownSeconds, record } from '../harness/environment.js';
import { APP_PASSWORD, createTemplateDatabase } from './database.js';
import { stripFile, stripTypes } from './strip-types.js';

/** What jest is told: environment variables for the test files, or why there are none. */
export type ServersReport = { environment: Record<string, string> } | { failure: string };

interface Part {
  readonly what: string;
  readonly stop: () => Promise<unknown>;
}

const parts: Part[] = [];
const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);

async function startPostgres(folder: string): Promise<Record<string, string>> {
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const quiet = (): void => undefined;
  const postgres = await startLocalPostgres({ dataDir: folder, settings, onProgress: quiet });
  parts.push({ what: 'PostgreSQL', stop: () => postgres.stop() });
  await migrate(await createTemplateDatabase(postgres.url), APP_PASSWORD);
  return { TEXTBACK_TEST_DATABASE_URL: postgres.url };
}

async function startTemporal(): Promise<Record<string, string>> {
  const cli = await findTemporalCli({ onProgress });
  const dynamicConfig = { 'frontend.WorkflowTimeSkippingEnabled': 'true' };
  const names = Object.values(searchAttributes).map(({ name }) => [name, 'Keyword'] as const);
  const temporal = await startLocalTemporal({
    cli,
    dataDir: null,
    dynamicConfig,
    searchAttributes: Object.fromEntries(names),
    onProgress,
  });
  parts.push({ what: 'Temporal', stop: () => temporal.stop() });
  return { TEXTBACK_TEST_TEMPORAL_ADDRESS: temporal.address, TEXTBACK_TEST_TEMPORAL_CLI: cli };
}

/** Bundled once: every worker of the run reads the same file. */
async function bundleWorkflows(folder: string): Promise<Record<string, string>> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules,
    logger: new DefaultLogger('WARN'),
  });
  const file = join(folder, 'workflow-bundle.js');
  await writeFile(file, code);
  return { TEXTBACK_TEST_WORKFLOW_BUNDLE: file };
}

/** Made once: every process of a test that is a program of ours runs from here. */
async function buildPrograms(folder: string): Promise<Record<string, string>> {
  const programs = join(folder, 'programs');
  await stripTypes(programs);
  const measuring = fileURLToPath(new URL('../hostile/measure-memory.ts', import.meta.url));
  await stripFile(measuring, join(programs, 'test/hostile/measure-memory.js'));
  return { TEXTBACK_TEST_PROGRAMS: programs };
}

async function start(): Promise<ServersReport> {
  const folder = await mkdtemp(join(tmpdir(), 'textback-test-'));
  await chmod(folder, 0o755); // PostgreSQL may run as another user
  parts.push({ what: 'their folder', stop: () => rm(folder, { recursive: true, force: true }) });
  const starts = await Promise.allSettled([
    startPostgres(folder),
    startTemporal(),
    bundleWorkflows(folder),
    buildPrograms(folder),
  ]);
  const failures = starts.flatMap((part) => (part.status === 'rejected' ? [String(part.reason)] : []));
  if (failures.length > 0) return { failure: failures.join('\n') };
  const found = starts.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
  return { environment: Object.assign({}, ...found) as Record<string, string> };
}

/** A server's processor time is known when it has ended. */
function note(what: string, children: number, own = 0): void {
  record({ what, wall: performance.now() / 1_000, loading: 0, own, children });
}

async function stopAll(): Promise<void> {
  const soFar = childrenSeconds();
  for (const { what, stop } of parts.splice(0).reverse()) {
    const before = childrenSeconds();
    await stop();
    note(what, childrenSeconds() - before);
  }
  note('servers: migrations, bundle, search attributes', soFar, ownSeconds());
}

const starting = start();
process.once('disconnect', () => {
  void starting.finally(stopAll).finally(() => process.exit());
});
const report = await starting;
if (process.connected) process.send?.(report);
