import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark, Conditions, Findings } from '../bench.js';
import { machineCpuSeconds } from '../harness/rest.js';
import { onStage, type Stage } from '../harness/stage.js';
import { rounded } from '../harness/statistics.js';
import { measureDatabase } from './database-size.js';
import { startInstallation, type Installation } from './installation.js';
import { countHeld, holdConversations, type Look } from './load.js';
import { usageByPart } from './usage.js';
import { answerOldest, firstPoll, firstPresence, pollersOf } from './restart.js';
import { waitingFindings, type Restarts, type Sample } from './waiting-findings.js';

/** Environment variable: how many conversations are held. 100,000 take about an hour on two cores. */
const COUNT = 'BENCH_WAITING';
const TENTHS = 10;
const SETTLED_WITHIN_MS = 60_000;

export const waitingConversations: Benchmark = {
  name: 'waiting',
  about: `Conversations that wait on one node (10,000; --quick: 150; ${COUNT}=100000: so many): bytes, memory, restart`,
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

/** @throws Error where the variable is no number of conversations. */
function readCount(quick: boolean): number {
  const given = process.env[COUNT];
  if (given === undefined || given === '') return quick ? 150 : 10_000;
  const count = Number(given);
  if (!Number.isInteger(count) || count < TENTHS || count > 1_000_000)
    throw new Error(`${COUNT} should be a whole number from ${TENTHS} to 1000000`);
  return count;
}

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  const count = readCount(quick);
  const installation = await startInstallation(stage);
  const { db, temporal, sandbox, client } = installation;
  const databaseBefore = await measureDatabase(db);
  const { looks, samples } = await load(installation, count, say);
  await handedOver(db);
  const held = await countHeld(db);
  const databaseAfter = await measureDatabase(db);
  const history = await historyOfOldest(installation);

  const worker = await killWorker(installation);
  say(`worker killed: a new one polls after ${rounded(worker.pollMs / 1_000)} s`);
  await temporal.stop();
  const storeAfter = await temporal.measure();
  const temporalFrom = Date.now();
  await temporal.start();
  const temporalUpMs = Date.now() - temporalFrom;
  const again = await answerOldest(db, client, sandbox.drift);
  say(`Temporal stopped: it answers ${rounded(temporalUpMs / 1_000)} s after its start`);
  const restarts: Restarts = {
    ...worker,
    temporalUpMs,
    temporalEndedMs: again.endedAt - temporalFrom,
    answered: 2,
    running: (await client.workflow.count("ExecutionStatus = 'Running'")).count,
  };
  return waitingFindings({
    count,
    held,
    looks,
    samples,
    databaseBefore,
    databaseAfter,
    storeBefore: installation.emptyStore,
    storeAfter,
    history,
    restarts,
    refusals: sandbox.drift.ledger.violations().length,
  });
}

/** Holds that many, with a look at all processes before the first and at each tenth. */
async function load(
  { db, sandbox, sender, temporal, postmaster }: Installation,
  count: number,
  say: Conditions['say'],
): Promise<{ looks: Look[]; samples: Sample[] }> {
  const sample = async (held: number, atMs: number): Promise<Sample> => ({
    held,
    atMs,
    usage: await usageByPart(temporal.file, postmaster),
    machineCpuSeconds: machineCpuSeconds(),
  });
  const samples = [await sample(0, 0)];
  const looks = await holdConversations({ db, store: sandbox.drift.store, sender }, count, async (look) => {
    if (look.held < (samples.length * count) / TENTHS) return;
    const taken = await sample(look.held, look.atMs);
    // A look can find more than a tenth more.
    while (look.held >= (samples.length * count) / TENTHS) samples.push(taken);
    const memory = taken.usage?.get('worker')?.memoryMiB;
    const ofWorker = memory === undefined ? '' : `, worker ${Math.round(memory)} MiB`;
    say(`${look.held} are held after ${Math.round(look.atMs / 1_000)} s${ofWorker}`);
  });
  return { looks, samples };
}

/** Waits for the last visitors' words, which the workflows do not need. */
async function handedOver(db: Installation['db']): Promise<void> {
  const until = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const { rows } = await db.query<{ count: string }>('SELECT count(*) FROM inbox WHERE outcome IS NULL');
    if (Number(rows[0]?.count) === 0) return;
    if (performance.now() > until) throw new Error('events are left in the inbox');
    await sleep(100);
  }
}

/** Events and bytes, as Temporal bills them, of a conversation that waits. */
async function historyOfOldest({ db, client }: Installation): Promise<{ events: number; bytes: number }> {
  const { rows } = await db.query<{ id: string }>(
    "SELECT workflow_id AS id FROM conversations WHERE state = 'waiting' ORDER BY opened_at LIMIT 1",
  );
  const { historyLength, historySize } = await client.workflow.getHandle(rows[0]?.id ?? '').describe();
  return { events: historyLength, bytes: historySize ?? NaN };
}

/** Kills the worker while a rep answers, and waits for what its successor makes of that. Milliseconds since the kill. */
async function killWorker({
  db,
  client,
  sandbox,
  taskQueue,
  worker,
}: Installation): Promise<Pick<Restarts, 'pollMs' | 'presenceMs' | 'handedOverMs' | 'endedMs'>> {
  const pollers = await pollersOf(client, taskQueue);
  const { rows } = await db.query<{ name: string }>('SELECT name FROM workers');
  const names = new Set(rows.map(({ name }) => name));
  const killedAt = Date.now();
  await worker.end('SIGKILL'); // its supervisor starts it again
  const [polledAt, presentAt, { handedOverAt, endedAt }] = await Promise.all([
    firstPoll(client, taskQueue, pollers),
    firstPresence(db, names),
    answerOldest(db, client, sandbox.drift),
  ]);
  return {
    pollMs: polledAt - killedAt,
    presenceMs: presentAt - killedAt,
    handedOverMs: handedOverAt - killedAt,
    endedMs: endedAt - killedAt,
  };
}
