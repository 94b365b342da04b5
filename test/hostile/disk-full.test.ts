import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { freePort } from '../../src/local/ports.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { eventually } from '../support/eventually.js';
import { startProcess, type ProcessUnderTest } from '../support/processes.js';
import { startTestSandbox } from '../support/sandbox.js';
import { temporalAddress, uniqueName, workflowBundle } from '../support/temporal.js';
import { createSmallDisk, whyNoSmallDisk, type SmallDisk } from './small-disk.js';
import { timeToLive } from './wire.js';

const because = whyNoSmallDisk();
if (because !== null) process.stderr.write(`disk-full.test.ts is skipped: ${because}\n`);
const onASmallDisk = because === null ? describe : describe.skip;

const VERIFICATION_TOKEN = 'sandbox-verification-token';
const VISITOR = '+12025550147';
/** What a busy machine may add. */
const SLACK_MS = 3_000;

onASmallDisk("PostgreSQL's disk is full", () => {
  let disk: SmallDisk;
  let db: pg.Pool;
  let sandbox: Sandbox;
  let gateway: ProcessUnderTest;
  let worker: ProcessUnderTest;
  let port: number;

  beforeAll(async () => {
    [disk, port] = await Promise.all([createSmallDisk(), freePort()]);
    db = new pg.Pool({ connectionString: disk.databaseUrl, max: 2 });
    sandbox = await startTestSandbox({ webhookUrl: `http://127.0.0.1:${port}`, drift: { retryBaseMs: 200 } });
    const { driftUrl, twilioUrl } = sandbox;
    const environment = {
      PORT: String(port),
      DATABASE_URL: disk.databaseUrl,
      SANDBOX: 'on',
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_TASK_QUEUE: uniqueName('test'),
      WORKFLOW_BUNDLE: workflowBundle().codePath,
      DRIFT_API_URL: driftUrl,
      TWILIO_API_URL: twilioUrl,
      QUIET_HOURS: 'off',
      FOLLOW_UP_DELAY: '1s',
      RECONCILE_WINDOW: '1s',
      REORDER_WINDOW: '100ms',
    };
    [gateway, worker] = await Promise.all([
      startProcess('gateway', environment),
      startProcess('worker', environment),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([gateway.stop(), worker.stop()]);
    await sandbox.close();
    await db.end();
    await disk.remove();
  });

  /** An event of some size, so that the little that is left of a page is soon used up. */
  const deliver = async (id: number) => {
    const startedAt = performance.now();
    const { status } = await fetch(`http://127.0.0.1:${port}/webhooks/drift`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-verification-token': VERIFICATION_TOKEN },
      body: JSON.stringify({
        orgId: 7007,
        type: 'something',
        id: `full-${id}`,
        data: { words: 'x'.repeat(1_500) },
      }),
    });
    return { id, status, ms: performance.now() - startedAt };
  };
  const stored = async () => {
    const { rows } = await db.query<{ id: string }>(
      `SELECT event_id AS id FROM inbox WHERE event_id LIKE 'full-%' `,
    );
    return rows.map(({ id }) => Number(id.slice('full-'.length))).sort((a, b) => a - b);
  };

  const acknowledged: number[] = [];
  const refused: number[] = [];

  test('webhooks get their 200 until the disk is full, then 503 within two seconds, and the process lives on', async () => {
    // Its conversation waits while the disk fills up, and is due meanwhile.
    sandbox.drift.startConversation({ contact: { name: 'Ann Patient', phone: VISITOR }, body: 'Hello?' });
    for (let id = 0; id < 20; id++) expect((await deliver(id)).status).toBe(200);
    acknowledged.push(...Array.from({ length: 20 }, (_, id) => id));
    disk.fill();
    for (let id = 20; id < 320; id++) {
      const { status, ms } = await deliver(id);
      expect([200, 503]).toContain(status);
      expect(ms).toBeLessThan(2_000 + SLACK_MS);
      (status === 200 ? acknowledged : refused).push(id);
      if (refused.length === 60) break;
    }
    expect(refused.length).toBe(60);
    expect(await timeToLive(port)).toBeLessThan(SLACK_MS);
  }, 60_000);

  test('whatever was acknowledged is there, and nothing else', async () => {
    expect(await stored()).toEqual(acknowledged);
  });

  test('with space again the senders’ next tries are taken, and everything is worked through, once each', async () => {
    disk.free();
    await eventually('it takes events again', async () => (await deliver(refused[0] ?? 0)).status === 200);
    for (const id of refused) expect((await deliver(id)).status).toBe(200);
    for (const id of acknowledged.slice(0, 20)) expect((await deliver(id)).status).toBe(200);
    expect(await stored()).toEqual([...acknowledged, ...refused].sort((a, b) => a - b));
    await eventually(
      'the inbox is worked through',
      async () => {
        const { rows } = await db.query<{ waiting: number }>(
          'SELECT count(*)::int AS waiting FROM inbox WHERE outcome IS NULL',
        );
        return rows[0]?.waiting === 0;
      },
      30_000,
    );
    const texts = () => sandbox.twilio.texts.all().filter(({ to }) => to === VISITOR);
    await eventually('the visitor is texted', () => texts().length === 1, 60_000);
    const { rows } = await db.query(`SELECT event_id, outcome_detail FROM inbox WHERE outcome = 'held'`);
    expect(rows).toEqual([]);
    expect(texts().length).toBe(1);
  }, 120_000);
});
