import type { Benchmark, Conditions, Findings } from '../bench.js';
import { Sender, sendOpen, type SentOpen } from '../harness/load.js';
import { machineAtRest } from '../harness/rest.js';
import { onStage, type Stage } from '../harness/stage.js';
import { inWords, median, summarize, toHistogram } from '../harness/statistics.js';
import { startTextback } from '../harness/textback.js';
import { WebhookMaker, type Webhook } from '../harness/webhooks.js';
import { begin, conditions, end, Inbox, type Condition } from './conditions.js';

const RATE = 500;
const CONNECTIONS = 64;
/** One webhook in this many opens a conversation: ten a second, more than Drift's ten calls a second can serve. */
const OPENING_EVERY = 50;
const WARM_UP_MS = 3_000;
const GOAL_MS = 15;
const NO_WORSE_THAN = 1.5;
const REST_WITHIN_MS = 30_000;

/** What is compared with is measured before and after what may leave something behind. A backlog does, for minutes: it is last. */
const order: readonly Condition[] = ['all is well', 'Temporal stopped', 'all is well', 'a backlog drains'];

interface Size {
  readonly rounds: number;
  readonly forMs: number;
  readonly backlog: number;
}

interface Part extends SentOpen {
  readonly condition: Condition;
  /** Events that waited for the dispatcher afterwards. */
  readonly waiting: number;
}

export const ackLatency: Benchmark = {
  name: 'ack-latency',
  about: `Durable acknowledgement at ${RATE} webhooks a second, open loop: with all well, without Temporal, beside a draining backlog`,
  run: measure,
};

async function measure({ quick, say }: Conditions): Promise<Findings> {
  const size = quick
    ? { rounds: 1, forMs: 3_000, backlog: 1_000 }
    : { rounds: 3, forMs: 15_000, backlog: 6_000 };
  const parts: Part[] = [];
  // An installation for each round: what one leaves behind is not another's.
  for (let i = 0; i < size.rounds; i++) parts.push(...(await onStage((stage) => round(stage, size, say))));
  return findings(parts, size);
}

async function round(stage: Stage, { forMs, backlog }: Size, say: Conditions['say']): Promise<Part[]> {
  const { databaseUrl, temporal, sandbox, gatewayUrl, startWorker } = await startTextback(stage);
  const maker = new WebhookMaker(sandbox.drift.store);
  const inbox = new Inbox(stage.openPool(databaseUrl), maker);
  await startWorker({ FOLLOW_UP_DELAY: '1h' });
  const sender = new Sender(`${gatewayUrl}/webhooks/drift`, CONNECTIONS);
  stage.keep(() => sender.close());
  const send = (ms: number) => sendOpen(sender, traffic(maker, (RATE * ms) / 1_000), RATE);
  await send(WARM_UP_MS);

  const parts: Part[] = [];
  for (const condition of order) {
    await inbox.putAside();
    if (!(await machineAtRest(REST_WITHIN_MS))) say('the machine does not come to rest');
    await begin(condition, { temporal, inbox, backlog });
    const sent = await send(forMs);
    const waiting = await inbox.waiting();
    await end(condition, temporal);
    parts.push({ ...sent, condition, waiting });
    say(`${condition}: ${inWords(sent.latencies)}, ${waiting} events wait then`);
  }
  return parts;
}

function findings(parts: readonly Part[], { backlog }: Size): Findings {
  const of = (condition: Condition) => parts.filter((part) => part.condition === condition);
  const p99Of = (condition: Condition) => median(of(condition).map((part) => summarize(part.latencies).p99));
  const latenciesOf = (condition: Condition) => of(condition).flatMap((part) => part.latencies);
  const failed = parts.reduce((total, part) => total + part.failed, 0);
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
    histograms: Object.fromEntries(conditions.map((name) => [name, toHistogram(latenciesOf(name))])),
    notes: [
      `${failed} webhooks not acknowledged; latency counts from the planned moment of sending, so that it holds what the sender itself was late`,
      `one webhook in ${OPENING_EVERY} opens a conversation, the rest are messages of a bot; gateway, worker, PostgreSQL and Temporal share the cores`,
      `backlog: ${backlog} conversations to be opened, stored before; figures are medians of the rounds' p99`,
      ...conditions.map((name) => {
        const late = inWords(of(name).flatMap((part) => part.senderLate));
        const waiting = of(name).map((part) => part.waiting);
        return `${name}: ${inWords(latenciesOf(name))}; sent late: ${late}; events that waited for the dispatcher after each round: ${waiting.join(' ')}`;
      }),
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
