import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { readHistoryFile } from '../../src/operate/replay/history-file.js';
import { quietRuntime } from '../../src/operate/replay/quiet-runtime.js';
import { replayHistories, type Recorded, type Replayed } from '../../src/operate/replay/replay-histories.js';
import { verdictLine } from '../../src/operate/replay/report.js';
import { workflowBundle } from '../support/temporal.js';
import { bridgePaths } from './bridge-paths.js';
import { changedBuild, failingBuild, reorderedBuild } from './builds.js';
import { operatorPaths } from './operator-paths.js';
import { orderPaths } from './order-paths.js';
import { otherPaths } from './other-paths.js';
import { recordHistories } from './record.js';
import { waitingPaths } from './waiting-paths.js';

const folder = new URL('histories/', import.meta.url);
const names = async () => (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
const pathOf = (file: string) => fileURLToPath(new URL(file, folder));
const read = async (file: string) => JSON.parse(await readFile(pathOf(file), 'utf8')) as unknown;

describe('promise 11: any recorded history replays on this code', () => {
  beforeAll(async () => {
    if (process.env['RECORD_HISTORIES'] === '1') await recordHistories();
    else quietRuntime();
  }, 600_000);

  const golden = async (): Promise<Recorded[]> => {
    const read = await Promise.all((await names()).map((file) => readHistoryFile(pathOf(file))));
    return read.flat().map((recorded) => ({ ...recorded, name: recorded.name.slice(pathOf('').length, -5) }));
  };
  const replay = async (build: WorkflowBundleOption): Promise<Replayed[]> => {
    const verdicts: Replayed[] = [];
    for await (const verdict of replayHistories(await golden(), build)) verdicts.push(verdict);
    return verdicts;
  };
  const has = ({ history }: Recorded, activity: string) =>
    (history.events ?? []).some(
      ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === activity,
    );

  test('there is a history of every path', async () => {
    // Two of the first release's conversations, with bursts in both directions.
    const old = ['old-burst', 'old-rep'];
    const paths = Object.keys({
      ...waitingPaths,
      ...bridgePaths,
      ...orderPaths,
      ...otherPaths,
      ...operatorPaths,
    });
    expect(await names()).toEqual([...paths, ...old].map((path) => `${path}.json`).sort());
  });

  test('every golden history replays, by the command that people run before a deployment', async () => {
    const script = fileURLToPath(new URL('../../src/cli/textback.ts', import.meta.url));
    const files = (await names()).map(pathOf);
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', script, 'replay', '--bundle', workflowBundle().codePath, ...files],
      { encoding: 'utf8' },
    );
    expect(stdout).not.toContain('BREAKS');
    expect(stdout).toContain(`${files.length} of ${files.length} histories replay on this build`);
    expect(status).toBe(0);
  });

  test('a workflow that was deliberately changed is refused, for every history, and the event is named', async () => {
    const verdicts = await replay(await changedBuild());
    expect(verdicts).toHaveLength((await names()).length);
    // That build has the conversation only, not what an operator asks for.
    const requests = ['refreshed', 'redriven'];
    for (const { name, broken } of verdicts) {
      if (requests.includes(name)) {
        expect(broken?.why).toContain('no such function');
        continue;
      }
      expect(broken?.eventId).toBeGreaterThan(4); // after the workflow's first task
      expect(broken?.why).toContain('Nondeterminism error: Timer machine does not handle this event');
    }
  });

  test('where two activities have changed places, just the histories that have come that far are refused', async () => {
    const verdicts = await replay(await reorderedBuild());
    const reached = (await golden()).filter((recorded) => has(recorded, 'fetchConversation'));
    expect(reached.length).toBeGreaterThan(8);
    expect(verdicts.filter(({ broken }) => broken !== null).map(({ name }) => name)).toEqual(
      reached.map(({ name }) => name),
    );
    const texted = verdicts.find(({ name }) => name === 'texted');
    const scheduled = (reached.find(({ name }) => name === 'texted')?.history.events ?? []).find(
      ({ activityTaskScheduledEventAttributes: a }) => a?.activityType?.name === 'fetchConversation',
    );
    expect(texted?.broken).toMatchObject({
      eventId: Number(scheduled?.eventId),
      eventType: 'ActivityTaskScheduled',
    });
  });

  test('where code throws, the workflow task in which it does is named', async () => {
    const verdicts = await replay(await failingBuild());
    const closed = verdicts.find(({ name }) => name === 'closed') ?? { name: '', events: 0, broken: null };
    const recorded = (await golden()).find(({ name }) => name === 'closed');
    const started = (recorded?.history.events ?? []).filter(
      ({ workflowTaskStartedEventAttributes }) => workflowTaskStartedEventAttributes,
    );
    expect(closed.broken).toEqual({
      eventId: Number(started.at(-1)?.eventId),
      eventType: 'WorkflowTaskStarted',
      why: 'a defect of this build',
    });
    expect(verdictLine(closed)).toMatch(
      /^BREAKS {3}closed, \d+ events at event \d+ \(WorkflowTaskStarted\): a defect of this build$/,
    );
    expect(verdicts.find(({ name }) => name === 'texted')?.broken).toBeNull(); // it is still open
  });

  test('no golden history holds a phone number or a word that somebody wrote', async () => {
    for (const file of await names()) {
      const history = JSON.stringify(await read(file), (key, value: unknown) =>
        key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
      );
      expect(history).not.toMatch(
        /\+?1?2025550\d{3}|Hello\?|question \d|answer \d|burst \d|remember me|one more|please stop texting|our plan|good night|a long story|back again/,
      );
    }
  });
});
