import type { Benchmark, Conditions, Findings } from '../bench.js';
import { Sender, sendInTurn } from '../harness/load.js';
import { onStage, type Stage } from '../harness/stage.js';
import { inWords, median, rounded, summarize, toHistogram } from '../harness/statistics.js';
import { connectTemporal } from '../harness/temporal.js';
import { startTextback, type Settings } from '../harness/textback.js';
import { WebhookMaker } from '../harness/webhooks.js';
import { arrivalsOf, drained } from './arrivals.js';
import { startBareCaller, type BareCalls } from './bare-calls.js';
import { bareCalls, followed } from './conversations.js';

/** Each conversation is opened and brings three messages that its workflow has to hear of. */
const MESSAGES = 3;
const CONNECTIONS = 256;
/** As many conversations as the dispatcher works on. */
const AT_ONCE = 32;
const ANSWERED_WITHIN_MS = 1_000;
const GOAL = 0.8;

export const drain: Benchmark = {
  name: 'drain',
  about:
    'Webhooks as fast as they can be sent, and how fast they reach their workflows, against bare signal-with-starts',
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  // The webhooks of the first burst are followed to their workflows; the others are there for the rate.
  const { bursts, bareConversations } = quick
    ? { bursts: [200, 50, 50], bareConversations: 50 }
    : { bursts: [2_500, 250, 250, 250], bareConversations: 250 };
  const { databaseUrl, temporal, sandbox, gatewayUrl, startWorker } = await startTextback(stage);
  const settings: Settings = { FOLLOW_UP_DELAY: '1h' };
  await startWorker(settings);
  const db = stage.openPool(databaseUrl);
  const callBare = await startBareCaller(stage, temporal.address, settings);
  const maker = new WebhookMaker(sandbox.drift.store);
  const sender = new Sender(`${gatewayUrl}/webhooks/drift`, CONNECTIONS);
  stage.keep(() => sender.close());
  const bareSlice = async () => {
    const calls: BareCalls[] = await bareCalls(db, maker, { count: bareConversations, messages: MESSAGES });
    const { tookMs } = await callBare({ calls, atOnce: AT_ONCE });
    const rate = (bareConversations * (MESSAGES + 1) * 1_000) / tookMs;
    say(`bare signal-with-starts: ${rounded(rate)} a second`);
    return rate;
  };
  const burst = async (conversations: number) => {
    const sequences = Array.from({ length: conversations }, () => followed(maker, MESSAGES));
    const sent = await sendInTurn(sender, sequences, { users: CONNECTIONS });
    const { rate, drainedMs } = await drained(db);
    say(`${sent.latencies.length} webhooks, ${inWords(sent.latencies)}; brought: ${rounded(rate)} a second`);
    return { sequences, sent, rate, drainedMs };
  };

  await bareSlice(); // to warm up
  const bareRates = [await bareSlice()];
  const all: Awaited<ReturnType<typeof burst>>[] = [];
  for (const conversations of bursts) {
    all.push(await burst(conversations));
    bareRates.push(await bareSlice());
  }
  const [first] = all;
  if (first === undefined) throw new Error('nothing was sent');
  const { sequences, sent, drainedMs } = first;
  const client = await connectTemporal(stage, temporal.address);
  const arrivals = await arrivalsOf(client, sequences);
  const rates = all.map(({ rate }) => rate);
  const rate = median(rates);
  const bare = median(bareRates);
  const count = sent.latencies.length;
  const { max } = summarize(sent.latencies);
  return {
    figures: [
      {
        what: `slowest 2xx of ${count} webhooks, ms`,
        ours: max,
        ceiling: null,
        goal: `< ${ANSWERED_WITHIN_MS} ms, every one`,
        isMet: max < ANSWERED_WITHIN_MS && sent.failed === 0,
      },
      {
        what: 'webhooks that did not reach their workflow',
        ours: arrivals.lost,
        ceiling: null,
        goal: '0',
        isMet: arrivals.lost === 0,
      },
      {
        what: 'conversations with events out of order',
        ours: arrivals.outOfOrder,
        ceiling: null,
        goal: '0',
        isMet: arrivals.outOfOrder === 0,
      },
      {
        what: 'brought to workflows a second',
        ours: rate,
        ceiling: bare,
        goal: `>= ${GOAL} x bare`,
        isMet: rate >= GOAL * bare,
      },
    ],
    histograms: { acknowledged: toHistogram(sent.latencies) },
    notes: [
      `${sequences.length} conversations of ${MESSAGES + 1} webhooks each, each conversation's one after another, over ${CONNECTIONS} connections in ${rounded(sent.tookMs / 1_000)} s: ${inWords(sent.latencies)}; ${sent.failed} not acknowledged`,
      `they had reached their workflows ${rounded(drainedMs / 1_000)} s after the last was acknowledged; ${arrivals.twice} were brought twice`,
      `brought a second, counted from the last acknowledgement of each of ${bursts.length} bursts: ${rates.map(rounded).join(' ')}`,
      `bare: the same signal-with-starts by a process of its own, ${AT_ONCE} conversations at once, before and after each burst: ${bareRates.map(rounded).join(' ')} a second; beside both, the same worker runs the workflows`,
    ],
  };
}
