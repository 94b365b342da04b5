import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { signalConversation } from '../../src/worker/dispatch/start-conversation.js';
import type { Benchmark, Conditions, Figure, Findings } from '../bench.js';
import { bareCalls } from '../drain/conversations.js';
import { Sender } from '../harness/load.js';
import { atRate } from '../harness/pace.js';
import { onStage, type Stage } from '../harness/stage.js';
import { inWords, percentile, toHistogram } from '../harness/statistics.js';
import { connectTemporal, fetchHistories, firstTaskAt, handOver } from '../harness/temporal.js';
import { startTextback, type Settings } from '../harness/textback.js';
import { WebhookMaker } from '../harness/webhooks.js';

/** Of each kind, a second. Half of Drift's ten calls: each conversation's visitor is looked up once. */
const RATE = 4;
const NO_SLOWER_THAN = 2;
/** The first of each are there to warm everything up. */
const WARM_UP = 8;

export const startLatency: Benchmark = {
  name: 'start-latency',
  about: 'From an event to its workflow running, at low load, against a bare signal-with-start',
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick }: Conditions): Promise<Findings> {
  const count = WARM_UP + RATE * (quick ? 12 : 120);
  const { databaseUrl, temporal, sandbox, gatewayUrl, startWorker } = await startTextback(stage);
  const settings: Settings = { FOLLOW_UP_DELAY: '1h' };
  await startWorker(settings);
  const db = stage.openPool(databaseUrl);
  const client = await connectTemporal(stage, temporal.address);
  const context = handOver(client, settings);
  const maker = new WebhookMaker(sandbox.drift.store);
  const sender = new Sender(`${gatewayUrl}/webhooks/drift`, 8);
  stage.keep(() => sender.close());

  const webhooks = Array.from({ length: count }, () => maker.opening().webhook);
  const calls = await bareCalls(db, maker, { count, messages: 0 });
  const plannedAt = { ours: [] as number[], bare: [] as number[] };
  const acknowledged: number[] = [];
  const returned: Promise<number>[] = [];
  // One of ours and one bare in each pair, by chance first or second: both meet the same machine. Sent evenly, the server's answers
  // fell in step with the calls for a whole run, and one kind took 25 ms longer than the other, or the other way round.
  let isOursFirst = true;
  const call = (i: number, planned: number) => {
    const nth = Math.floor(i / 2);
    if (i % 2 === 0) isOursFirst = Math.random() < 0.5;
    const [webhook, bareCall] = [webhooks[nth], calls[nth]];
    const [event] = bareCall?.events ?? [];
    if (webhook === undefined || bareCall === undefined || event === undefined) return;
    if ((i % 2 === 0) === isOursFirst) {
      plannedAt.ours.push(performance.timeOrigin + planned);
      sender.send(webhook, () => acknowledged.push(performance.now() - planned));
    } else {
      plannedAt.bare.push(performance.timeOrigin + planned);
      returned.push(
        signalConversation(context, bareCall.conversation, event).then(() => performance.now() - planned),
      );
    }
  };
  await atRate(2 * RATE, 2 * count, call, 0.9);
  const bareReturned = await Promise.all(returned);
  await sleep(1_000); // the last ones begin to run

  const latencies = async (ids: readonly string[], planned: readonly number[]) => {
    const begun = await begunAt(client, ids);
    return begun.map((at, i) => at - (planned[i] ?? NaN)).slice(WARM_UP);
  };
  const ours = await latencies(
    webhooks.map(({ event }) => event.eventId),
    plannedAt.ours,
  );
  const bare = await latencies(
    calls.map(({ conversation }) => conversation.workflowId),
    plannedAt.bare,
  );
  const figure = (name: string, share: number): Figure => {
    const [mine, ceiling] = [ours, bare].map((all) => at(all, share)) as [number, number];
    return {
      what: `event to workflow running, ${name}, ms`,
      ours: mine,
      ceiling,
      goal: `<= ${NO_SLOWER_THAN} x bare`,
      isMet: mine <= NO_SLOWER_THAN * ceiling,
    };
  };
  return {
    figures: [figure('p50', 0.5), figure('p99', 0.99)],
    histograms: {
      ours: toHistogram(ours),
      bare: toHistogram(bare),
      'bare, until the call returns': toHistogram(bareReturned.slice(WARM_UP)),
      'webhook acknowledged': toHistogram(acknowledged.slice(WARM_UP)),
    },
    notes: [
      `${RATE} of each kind a second, by chance first or second, not quite evenly, from the planned moment until Temporal gives the workflow's first task to the worker, by Temporal's clock`,
      `ours (webhook, inbox, dispatcher, signal-with-start): ${inWords(ours)}`,
      `bare signal-with-start: ${inWords(bare)}; until the call returns: ${inWords(bareReturned.slice(WARM_UP))}`,
      `webhook acknowledged: ${inWords(acknowledged.slice(WARM_UP))}`,
    ],
  };
}

const at = (values: readonly number[], share: number): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    share,
  );

async function begunAt(client: Client, workflowIds: readonly string[]): Promise<number[]> {
  const histories = await fetchHistories(client, workflowIds);
  return histories.map(firstTaskAt);
}
