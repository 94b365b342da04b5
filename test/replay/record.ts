import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { VariableName } from '../../src/platform/config/variables.js';
import type { DriftOptions } from '../../sandbox/sandbox.js';
import { eventually } from '../support/eventually.js';
import { temporalAddress, temporalCli } from '../support/temporal.js';
import { startTextback, type Textback } from '../support/textback.js';
import { bridgePaths } from './bridge-paths.js';
import { operatorPaths } from './operator-paths.js';
import { orderPaths } from './order-paths.js';
import { otherPaths } from './other-paths.js';
import { waitingPaths } from './waiting-paths.js';

const HOUR = 3_600_000;
const folder = new URL('histories/', import.meta.url);

/**
 * Records one history of every path that has none, on a real server. Only for `RECORD_HISTORIES=1 npm test -- test/replay`:
 * recorded histories stand for conversations that are open in production, so they are added to and never replaced.
 */
export async function recordHistories(): Promise<void> {
  const environment = { LATE_PHONE_WINDOW: '3s', TWILIO_FROM_NUMBERS: '+12025550123' };
  await recordPaths({ ...waitingPaths, ...bridgePaths, ...operatorPaths }, environment);
  await recordPaths(orderPaths, { REORDER_WINDOW: '5s', DRIFT_RATE_LIMIT: '100' }, { rateLimit: 100 });
  const utc = (at: number) => new Date(at).toISOString().slice(11, 16);
  const quiet = `${utc(Date.now() - HOUR)}-${utc(Date.now() + HOUR)}`;
  await recordPaths(otherPaths, { ...environment, QUIET_HOURS: quiet, UNCLEAR_AFTER: '5s' });
}

type Path = (textback: Textback) => Promise<number | string>;

async function recordPaths(
  paths: Readonly<Record<string, Path>>,
  environment: Partial<Record<VariableName, string>>,
  drift: DriftOptions = {},
): Promise<void> {
  const missing = Object.entries(paths).filter(([name]) => !existsSync(new URL(`${name}.json`, folder)));
  if (missing.length === 0) return;
  const textback = await startTextback({ environment, sandbox: { drift } });
  try {
    for (const [name, path] of missing) {
      await save(textback, new URL(`${name}.json`, folder), await path(textback));
    }
  } finally {
    await textback.close();
  }
}

/** `path`: the conversation, or the ID of another workflow that it took. */
async function save(textback: Textback, file: URL, path: number | string): Promise<void> {
  const workflowId =
    typeof path === 'string' ? path : ((await textback.conversation(path))?.workflow_id ?? '');
  const handle = textback.client.workflow.getHandle(workflowId);
  await eventually('the workflow rests', async () => {
    const { raw, status } = await handle.describe();
    if (status.name !== 'RUNNING') return true;
    return !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
  });
  // As people export it: `temporal workflow show --output json`.
  const show = [
    'workflow',
    'show',
    '--workflow-id',
    workflowId,
    '--output',
    'json',
    '--address',
    temporalAddress(),
  ];
  const history: unknown = JSON.parse(
    execFileSync(temporalCli(), show, { encoding: 'utf8', maxBuffer: 1e8 }),
  );
  // Who ran it is of no interest, and names machines.
  const text = JSON.stringify(history, (key, value: unknown) => (key === 'identity' ? 'recorded' : value), 1);
  await writeFile(file, `${text}\n`);
}
