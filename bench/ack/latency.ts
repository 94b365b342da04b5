import { setTimeout as sleep } from 'node:timers/promises';
import { measureInbox } from '../../src/inbox/backlog.js';
import { storeEvents } from '../../src/inbox/store.js';
import type { Benchmark, Conditions, Findings } from '../bench.js';
import { Sender, sendOpen } from '../harness/load.js';
import { onStage, type Stage, type Temporal } from '../harness/stage.js';
import { inWords, median, summarize, toHistogram } from '../harness/statistics.js';
import { startTextback } from '../harness/textback.js';
import { WebhookMaker, type Webhook } from '../harness/webhooks.js';

const RATE = 500;
const CONNECTIONS = 64;
/** One webhook in this many opens a conversation: ten a second, more than Drift's ten calls a second can serve. */
const OPENING_EVERY = 50;
const GOAL_MS = 15;
const FILL_GROUP = 500;
const NO_WORSE_THAN = 1.5;

const conditionsOfUse = ['all is well', 'Temporal stopped', 'a backlog drains'] as const;
type Condition = (typeof conditionsOfUse)[number];
/** What is compared with is measured between the others. */
const order: readonly Condition[] = [
  'all is well',
  'Temporal stopped',
  'all is well',
  'a backlog drains',
  'all is well',
];

export const ackLatency: Benchmark = {
  name: 'ack-latency',
  about: `Durable acknowledgement at ${RATE} webhooks a second, open loop: with all well, without Temporal, beside a draining backlog`,
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  const { rounds, forMs, backlog } = quick
    ? { rounds: 1, forMs: 3_000, backlog: 1_000 }
    : { rounds: 3, forMs: 15_000, backlog: 6_000 };
  const { databaseUrl, temporal, sandbox, gatewayUrl, startWorker } = await startTextback(stage);
  const maker = new WebhookMaker(sandbox.drift.store);
  const inbox = openInbox(stage, databaseUrl, maker);
  await startWorker({ FOLLOW_UP_DELAY: '1h' });
  const sender = new Sender(`${gatewayUrl}/webhooks/drift`, CONNECTIONS);
  stage.keep(() => sender.close());
  const send = (ms: number) => sendOpen(sender, traffic(maker, (RATE * ms) / 1_000), RATE);
  await send(3_000);

  const results = new Map<
    Condition,
    { p99s: number[]; latencies: number[]; senderLate: number[]; waiting: number[] }
  >(conditionsOfUse.map((name) => [name, { p99s: [], latencies: [], senderLate: [], waiting: [] }]));
  let failed = 0;
  for (let round = 0; round < rounds; round++) {
    for (const condition of order) {
      await inbox.putAside();
      await begin(condition, { temporal, inbox, backlog });
      const sent = await send(forMs);
      const waiting = await inbox.waiting();
      await end(condition, temporal);
      failed += sent.failed;
      const { p99 } = summarize(sent.latencies);
      const result = results.get(condition);
      result?.p99s.push(p99);
      result?.waiting.push(waiting);
      result?.latencies.push(...sent.latencies);
      result?.senderLate.push(...sent.senderLate);
      say(`${condition}: ${inWords(sent.latencies)}, ${waiting} events wait then`);
    }
  }
  const p99Of = (condition: Condition) => median(results.get(condition)?.p99s ?? []);
  const calm = p99Of('all is well');
  return {
    figures: [
      {
        what: `acknowledged after, p99 at ${RATE} a second, ms`,
        ours: calm,
        ceiling: null,
        goal: `<= ${GOAL_MS} ms`,
        isMet: calm <= GOAL_MS && failed === 0,
      },
      ...(['Temporal stopped', 'a backlog drains'] as const).map((condition) => ({
        what: `the same: ${condition}`,
        ours: p99Of(condition),
        ceiling: calm,
        goal: `<= ${NO_WORSE_THAN} x all well`,
        isMet: p99Of(condition) <= NO_WORSE_THAN * calm && failed === 0,
      })),
    ],
    histograms: Object.fromEntries(
      [...results].map(([name, { latencies }]) => [name, toHistogram(latencies)]),
    ),
    notes: [
      `${failed} webhooks not acknowledged; latency counts from the planned moment of sending, so that it holds what the sender itself was late`,
      `one webhook in ${OPENING_EVERY} opens a conversation, the rest are messages of a bot; gateway, worker, PostgreSQL and Temporal share the cores`,
      `backlog: ${backlog} conversations to be opened, stored before; figures are medians of the rounds' p99`,
      ...[...results].map(
        ([name, { latencies, senderLate, waiting }]) =>
          `${name}: ${inWords(latencies)}; sent late: ${inWords(senderLate)}; events that waited for the dispatcher after each round: ${waiting.join(' ')}`,
      ),
    ],
  };
}

/** What the worker keeps up with: some openings, and messages that need nothing but to be looked at. */
function traffic(maker: WebhookMaker, count: number): Webhook[] {
  let { conversation, webhook } = maker.opening();
  return Array.from({ length: count }, (_, i) => {
    if (i % OPENING_EVERY > 0)
      return maker.message(conversation, 'bot', `One moment please, I am looking. ${i}`);
    ({ conversation, webhook } = maker.opening());
    return webhook;
  });
}

async function begin(
  condition: Condition,
  { temporal, inbox, backlog }: { temporal: Temporal; inbox: Inbox; backlog: number },
): Promise<void> {
  if (condition === 'Temporal stopped') await temporal.stop();
  if (condition === 'a backlog drains') await inbox.fill(backlog);
  await sleep(1_000); // so that the worker has noticed
}

async function end(condition: Condition, temporal: Temporal): Promise<void> {
  if (condition === 'Temporal stopped') await temporal.start();
}

interface Inbox {
  /** Events that wait for the dispatcher. */
  waiting(): Promise<number>;
  /** Puts in the openings of this many conversations. */
  fill(count: number): Promise<void>;
  /** Takes out what waits, so that one condition does not work on another's rest. */
  putAside(): Promise<void>;
}

function openInbox(stage: Stage, databaseUrl: string, maker: WebhookMaker): Inbox {
  const db = stage.openPool(databaseUrl);
  return {
    waiting: async () => (await measureInbox(db)).waiting,
    fill: async (count) => {
      for (let left = count; left > 0; left -= FILL_GROUP) {
        const group = Array.from({ length: Math.min(left, FILL_GROUP) }, () => maker.opening().webhook.event);
        await storeEvents(db, group);
      }
    },
    putAside: async () => {
      await db.query(
        `UPDATE inbox SET outcome = 'ignored', outcome_detail = 'put aside' WHERE outcome IS NULL`,
      );
      await db.query('CHECKPOINT'); // or that of one round falls into another's
    },
  };
}
