import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TypedSearchAttributes } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HistoriesUnavailable } from '../../../src/operate/histories/histories-unavailable.js';
import { openHistories, type Histories } from '../../../src/operate/histories/histories.js';
import { SeveralOrgs } from '../../../src/operate/histories/several-orgs.js';
import { searchAttributes } from '../../../src/contracts/search-attributes.js';
import { freePort } from '../../../src/local/ports.js';
import { eventually } from '../../support/eventually.js';
import { passTime } from '../../support/pass-time.js';
import { temporalAddress, TEST_NAMESPACE, workflowBundle } from '../../support/temporal.js';
import { program } from '../../support/programs.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';

const DAY = 24 * 3_600_000;
const canary = { phone: '+12025558672', name: 'Zebedee', words: 'xyzzy plugh' };

describe('what Temporal remembers of a conversation', () => {
  let textback: Textback;
  let histories: Histories;
  let folder: string;
  beforeAll(async () => {
    textback = await startTextback({ environment: { TWILIO_FROM_NUMBERS: '+12025550123' } });
    const server = { address: temporalAddress(), namespace: TEST_NAMESPACE };
    histories = openHistories(textback.config.temporal, server);
    folder = await mkdtemp(join(tmpdir(), 'textback-histories-'));
  });
  afterAll(async () => {
    await histories.close();
    await textback.close();
    await rm(folder, { recursive: true });
  });

  const workflowId = async (id: number) => (await textback.conversation(id))?.workflow_id ?? '';
  const posted = (id: number, words: string) =>
    eventually(`"${words}" in Drift`, () => textback.posts(id).some(({ body }) => body.includes(words)));
  /** A thread that was texted, has ended, and was opened again by a text: two workflows. */
  const talk = async () => {
    const { drift, twilio } = textback.sandbox;
    const { conversation } = drift.startConversation({
      contact: { phone: canary.phone, name: canary.name },
      body: canary.words,
    });
    await posted(conversation.id, 'Textback texted');
    await passTime(textback.client, await workflowId(conversation.id), 31 * DAY);
    await ended(textback, conversation.id);
    twilio.text({ from: canary.phone, body: canary.words });
    await posted(conversation.id, canary.words);
    return conversation.id;
  };
  const command = async (name: 'replay' | 'history', ...args: string[]) => {
    const { PATH, HOME } = process.env;
    const env = {
      ...{ PATH, HOME, LOG_LEVEL: 'silent', WORKFLOW_BUNDLE: workflowBundle().codePath },
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_TASK_QUEUE: textback.config.temporal.taskQueue,
    };
    const child = spawn(process.execPath, [program('src/cli/textback.ts'), name, ...args], { env });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, stdout, stderr };
  };

  test('all runs of all its workflows are found, oldest first, and replay; exported they hold no personal data', async () => {
    const id = await talk();
    const runs = await eventually('both workflows are listed', async () => {
      const found = await histories.ofConversation({ orgId: null, conversationId: id });
      return found.length === 2 ? found : null;
    });
    expect(runs.map(({ status }) => status)).toEqual(['COMPLETED', 'RUNNING']);
    expect(runs.map(({ closedAt }) => closedAt === null)).toEqual([false, true]);
    expect(runs[1]?.workflowId).toBe(await workflowId(id));
    expect(runs[0]?.history.events?.length).toBeGreaterThan(20);
    const [first] = runs;
    expect(await histories.ofWorkflow(first?.workflowId ?? '')).toMatchObject([{ runId: first?.runId }]);

    // Open ones first, the newest first.
    const recent: string[] = [];
    for await (const { runId } of histories.recent(5)) recent.push(runId);
    expect(recent).toEqual([runs[1]?.runId, runs[0]?.runId]);
    for await (const { runId } of histories.recent(1)) expect(runId).toBe(runs[1]?.runId);

    const replayed = await command('replay', String(id));
    expect(replayed.stdout).toContain('2 of 2 histories replay on this build');
    expect(replayed.status).toBe(0);
    expect((await command('replay', '--recent', '9')).stdout).toContain('2 of 2 histories');

    const exported = await command('history', String(id), '--output', join(folder, 'talk.json'));
    expect(exported.status).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['talk-1.json', 'talk-2.json']);
    const { stdout, status } = await command(
      'replay',
      join(folder, 'talk-1.json'),
      join(folder, 'talk-2.json'),
    );
    expect(stdout).toContain('2 of 2 histories replay on this build');
    expect(status).toBe(0);
    const printed = await command('history', String(id));
    expect(JSON.parse(printed.stdout)).toHaveLength(2);
    const file = await readFile(join(folder, 'talk-1.json'), 'utf8');
    const { events } = JSON.parse(file) as { events: { eventId: string; eventType: string }[] };
    expect(events[0]).toMatchObject({ eventId: '1', eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED' });
    const plain = JSON.stringify(JSON.parse(printed.stdout), (key, value: unknown) =>
      key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
    );
    expect(plain).not.toMatch(/555\D*867|zebedee|xyzzy|plugh|identity/i);

    // Another org has a conversation of this ID.
    const theirs = await textback.client.workflow.start('conversation', {
      workflowId: `8008:${id}`,
      taskQueue: textback.config.temporal.taskQueue,
      startDelay: '1 day',
      typedSearchAttributes: new TypedSearchAttributes([
        { key: searchAttributes.org, value: '8008' },
        { key: searchAttributes.conversation, value: String(id) },
      ]),
    });
    const idsOf = async (orgId: number) =>
      (await histories.ofConversation({ orgId, conversationId: id })).map((run) => run.workflowId);
    await eventually('it is listed', async () => (await idsOf(8008)).length === 1);
    expect(await idsOf(8008)).toEqual([theirs.workflowId]);
    expect(await idsOf(7007)).toEqual(runs.map((run) => run.workflowId));
    await expect(histories.ofConversation({ orgId: null, conversationId: id })).rejects.toThrow(SeveralOrgs);
    const refused = await command('history', String(id));
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('--org')]);
    const mine = await command('history', String(id), '--org', '7007');
    expect(JSON.parse(mine.stdout)).toHaveLength(2);
    await theirs.terminate();
  });

  test('the run that was reset belongs to its workflow, before the one that goes on from it', async () => {
    const { conversation } = textback.sandbox.drift.startConversation({ contact: {}, body: 'Hello?' });
    await eventually('it is taken up', async () => (await textback.conversation(conversation.id)) !== null);
    const id = await workflowId(conversation.id);
    const handle = textback.client.workflow.getHandle(id);
    const { runId: before } = await eventually('it is started', () => handle.describe());
    const done = await eventually('its first task is done', async () => {
      const { events } = await handle.fetchHistory();
      return events?.find((event) => event.workflowTaskCompletedEventAttributes) ?? null;
    });
    const resetting: Promise<{ runId: string }> = textback.client.workflowService.resetWorkflowExecution({
      namespace: TEST_NAMESPACE,
      workflowExecution: { workflowId: id, runId: before },
      reason: 'a test',
      requestId: 'reset-1',
      workflowTaskFinishEventId: done.eventId ?? null,
    });
    const { runId } = await resetting;
    expect((await histories.ofWorkflow(id)).map((run) => run.runId)).toEqual([before, runId]);
    await textback.client.workflow.getHandle(id).terminate();
  });

  test('what is not there is told apart from what cannot be asked', async () => {
    expect(await histories.ofWorkflow('nobody')).toEqual([]);
    expect(await histories.ofConversation({ orgId: null, conversationId: 999_999 })).toEqual([]);
    const replay = await command('replay', '999999');
    expect(replay.stderr).toContain('bad_request: Temporal has no workflow of conversation 999999');
    expect(replay.status).toBe(2);
    const history = await command('history', '999999');
    expect(history.stderr).toContain('Temporal has no workflow of conversation 999999');
    expect(history.status).toBe(2);

    const away = openHistories(textback.config.temporal, {
      address: `127.0.0.1:${await freePort()}`,
      namespace: TEST_NAMESPACE,
    });
    const startedAt = performance.now();
    await expect(away.ofWorkflow('any')).rejects.toThrow(HistoriesUnavailable);
    await expect(away.ofConversation({ orgId: 7007, conversationId: 1 })).rejects.toThrow(
      HistoriesUnavailable,
    );
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    await away.close();
    const server = { address: temporalAddress(), namespace: 'nowhere' };
    const elsewhere = openHistories(textback.config.temporal, server);
    await expect(elsewhere.ofWorkflow('any')).rejects.toThrow(HistoriesUnavailable);
    await elsewhere.close();
  });

  test.each([
    ['replay', []],
    ['replay', ['--recent', 'all']],
    ['replay', ['--recent', '3', '7']],
    ['replay', ['there-is-no-such-file.json']],
    ['history', []],
    ['history', ['seven']],
  ] as const)('a bad call ends with 2: %s %j', async (name, args) => {
    const { status, stderr } = await command(name, ...args);
    expect(stderr).toMatch(/^bad_request: /);
    expect(status).toBe(2);
  });
});
