import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorker, type RunningWorker } from '../../src/worker/worker.js';
import { buildIdOf } from '../../src/worker/worker-version.js';
import { eventually } from '../support/eventually.js';
import {
  temporalAddress,
  temporalCli,
  TEST_NAMESPACE,
  uniqueName,
  workflowBundle,
} from '../support/temporal.js';
import { startTextback, type Textback } from '../support/textback.js';

const deployment = uniqueName('deployment').slice(0, 40);
const docs = await readFile('docs/deploying.md', 'utf8');

describe('Worker Versioning', () => {
  let textback: Textback;
  const running = new Map<string | null, RunningWorker>();
  beforeAll(async () => {
    textback = await startTextback({ workers: 0 });
  });
  afterAll(async () => {
    for (const worker of running.values()) await worker.close();
    await textback.close();
  });

  /** Null: without versioning. */
  const startBuild = async (buildId: string | null) => {
    const { config, databaseUrl, gateway } = textback;
    const version = buildId === null ? {} : { deployment, buildId };
    const temporal = { address: temporalAddress(), namespace: TEST_NAMESPACE };
    const worker = await startWorker(
      { ...config, worker: { ...config.worker, ...version } },
      { databaseUrl, temporal, gatewayUrl: gateway.url },
    );
    running.set(buildId, worker);
  };
  const stopBuild = async (buildId: string | null) => {
    await running.get(buildId)?.close();
    running.delete(buildId);
  };
  /** The one documented command, as docs/deploying.md shows it. */
  const setCurrent = async (buildId: string) => {
    const [shown] = /^temporal (worker deployment set-current-version .*)$/m.exec(docs) ?? [''];
    const args = shown
      .replace('--deployment-name textback', `--deployment-name ${deployment}`)
      .replace('<BUILD ID>', buildId)
      .split(' ')
      .slice(1);
    await eventually('the version is known', () => {
      execFileSync(temporalCli(), [...args, '--address', temporalAddress()], { stdio: 'pipe' });
      return true;
    });
  };
  const texted = (body: string) =>
    eventually(`"${body}" on the phone`, () => textback.texts().some((text) => text.body.includes(body)));
  const eventsOf = async (id: number) => {
    const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
    const { events } = await textback.client.workflow.getHandle(workflow_id).fetchHistory();
    return events ?? [];
  };
  /** Which build did the last workflow task. */
  const lastBuild = async (id: number) => {
    const done = (await eventsOf(id)).flatMap((event) => event.workflowTaskCompletedEventAttributes ?? []);
    return done.at(-1)?.deploymentVersion?.buildId ?? null;
  };
  const chat = (phone: string) =>
    textback.sandbox.drift.startConversation({ contact: { phone, name: 'Ana' }, body: 'Hello?' }).conversation
      .id;

  test('a build gets work only after the command, and the next one takes over open conversations', async () => {
    // Without versioning, as every installation begins.
    await startBuild(null);
    const old = chat('+12025550171');
    await texted('Hi Ana');
    await stopBuild(null);

    await startBuild('build-1');
    const id = chat('+12025550172');
    textback.sandbox.drift.say(old, { author: 'rep', body: 'are you still there?' });
    await eventually('it is started and due', async () => {
      const { rows } = await textback.db.query(
        `SELECT FROM conversations WHERE conversation_id = $1 AND due_at + interval '2 seconds' < now()`,
        [id],
      );
      return rows.length === 1;
    });
    const waiting = await eventsOf(id);
    expect(waiting.some((event) => event.workflowTaskStartedEventAttributes)).toBe(false);
    expect(textback.texts()).toHaveLength(1);

    await setCurrent('build-1');
    await texted('are you still there?');
    await eventually('the new visitor is texted', () =>
      textback.texts().some(({ to }) => to === '+12025550172'),
    );
    expect(await lastBuild(old)).toBe('build-1');

    await startBuild('build-2');
    textback.sandbox.drift.say(id, { author: 'rep', body: 'by the first build' });
    await texted('by the first build');
    expect(await lastBuild(id)).toBe('build-1');

    await setCurrent('build-2');
    await stopBuild('build-1');
    textback.sandbox.drift.say(id, { author: 'rep', body: 'by the second build' });
    await texted('by the second build');
    expect(await lastBuild(id)).toBe('build-2');
    expect(textback.texts()).toHaveLength(5); // nothing twice

    // Rolling back is the same command with the build before.
    await startBuild('build-1');
    await setCurrent('build-1');
    await stopBuild('build-2');
    textback.sandbox.drift.say(id, { author: 'rep', body: 'by the first build again' });
    await texted('by the first build again');
    expect(await lastBuild(id)).toBe('build-1');
  });

  test('a build that is given no ID is named by its version and its workflow code alone', async () => {
    const code = await readFile(workflowBundle().codePath, 'utf8');
    const id = await buildIdOf(workflowBundle());
    expect(id).toMatch(/^\d+\.\d+\.\d+-[0-9a-f]{8}$/);
    expect(await buildIdOf({ code })).toBe(id);
    expect(await buildIdOf({ code: `// another workflow\n${code}` })).not.toBe(id);
    // Where the bundle was made is not part of what it is.
    const [plain = ''] = code.split('//# sourceMappingURL=');
    expect(await buildIdOf({ code: `${plain}//# sourceMappingURL=data:elsewhere` })).toBe(id);
  });
});
