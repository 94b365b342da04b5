import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestEntry } from '../../sandbox/shared/ledger.js';
import { chatConcurrency } from '../../src/worker/chat-concurrency.js';
import { startSandbox, type DriftOrg, type Sandbox } from '../../sandbox/sandbox.js';
import type { Benchmark, Conditions, Findings } from '../bench.js';
import { onStage, type Stage } from '../harness/stage.js';
import { inWords, median, summarize, toHistogram } from '../harness/statistics.js';
import { Callers } from './callers.js';
import type { MadeCall, Urgency, WantedCall } from './calls.js';
import { letInBefore, overtakings, rateOf, waits, figuresOf } from './judge.js';

const LIMIT = 10;
const PROCESSES = 2;
const URGENT_EVERY_MS = 400;
/** What two clocks and a full event loop make of calls of one moment. */
const ORDER_NOISE_MS = 20;
const SHARE = 0.95;

/** What Drift takes to answer. Its own figures are not published: none, as next door, and what a call across a continent takes. */
const LATENCIES_MS = [0, 150] as const;

interface Storm {
  readonly latencyMs: number;
  readonly calls: readonly MadeCall[];
  readonly requests: readonly RequestEntry[];
  readonly others: { readonly calls: readonly MadeCall[]; readonly requests: readonly RequestEntry[] };
}

export const limiterStorm: Benchmark = {
  name: 'limiter-storm',
  about: `Calls to Drift at its limit of ${LIMIT} a second, two processes, judged by the simulated Drift's strict rolling window`,
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  const seconds = quick ? 7 : 40;
  const callers = await Callers.start(stage, await stage.startPostgres(), PROCESSES);
  const findings: Findings[] = [];
  for (const latencyMs of LATENCIES_MS) {
    const storm = await storms(stage, callers, latencyMs, seconds);
    say(`answers after ${latencyMs} ms: ${rateOf(storm.requests, LIMIT).toFixed(2)} calls a second`);
    findings.push(findingsOf(storm));
  }
  return {
    figures: findings.flatMap(({ figures }) => figures),
    histograms: Object.assign({}, ...findings.map(({ histograms }) => histograms)) as Findings['histograms'],
    notes: [
      `two processes, each with ${chatConcurrency(LIMIT)} urgent and as many other calls in hand, as a worker has; what waits for a hand is in queues of its own, which stand in for Temporal's`,
      `${seconds} s of routine calls wanted at once, an urgent one every ${URGENT_EVERY_MS} ms, and beside them an org with a token of its own that calls twice a second`,
      ...findings.flatMap(({ notes }) => notes),
    ],
  };
}

async function storms(stage: Stage, callers: Callers, latencyMs: number, seconds: number): Promise<Storm> {
  const [busy, calm] = [1_000 + latencyMs, 2_000 + latencyMs].map(org);
  if (busy === undefined || calm === undefined) throw new Error('two orgs are needed');
  const sandbox = await startSandbox({ drift: { orgs: [busy, calm], rateLimit: LIMIT } });
  stage.keep(() => sandbox.close());
  const { drift } = sandbox;
  if (latencyMs > 0) drift.addFault({ route: '*', kind: 'latency', latencyMs });
  for (const { orgId, accessToken = '' } of [busy, calm])
    callers.serve({ driftUrl: sandbox.driftUrl, accessToken, orgId, limit: LIMIT });

  const routine = LIMIT * seconds;
  callers.call(wanted(sandbox, busy.orgId, 'routine', routine));
  const rounds = Math.floor((0.7 * seconds * 1_000) / URGENT_EVERY_MS);
  for (let i = 0; i < rounds; i++) {
    await sleep(URGENT_EVERY_MS);
    callers.call(wanted(sandbox, busy.orgId, 'urgent', 1));
    if (i % 2 === 0) callers.call(wanted(sandbox, calm.orgId, 'routine', 1));
  }
  const calls = await callers.whenMade(busy.orgId, routine + rounds, 4_000 * seconds);
  const theirs = await callers.whenMade(calm.orgId, Math.ceil(rounds / 2), 5_000);
  const of = (orgId: number) => drift.ledger.requests().filter(({ account }) => account === `org:${orgId}`);
  return {
    latencyMs,
    calls,
    requests: of(busy.orgId),
    others: { calls: theirs, requests: of(calm.orgId) },
  };
}

const org = (orgId: number): DriftOrg => ({
  orgId,
  accessToken: `bench-token-${orgId}`,
  verificationToken: `bench-verification-${orgId}`,
});

const wanted = ({ drift }: Sandbox, orgId: number, urgency: Urgency, count: number): WantedCall[] =>
  Array.from({ length: count }, () => {
    const contact = drift.addContact({}, orgId);
    if (urgency === 'routine') return { orgId, urgency, id: contact.id };
    return { orgId, urgency, id: drift.startConversation({ orgId, contactId: contact.id }).conversation.id };
  });

function findingsOf({ latencyMs, calls, requests, others }: Storm): Findings {
  const by = (urgency: Urgency) => calls.filter((call) => call.urgency === urgency);
  const when = `answers after ${latencyMs} ms`;
  const refusals = requests.filter(({ status }) => status === 429).length;
  const rate = rateOf(requests, LIMIT);
  const order = Math.max(...overtakings(by('routine'), requests), ...overtakings(by('urgent'), requests));
  const passed = median(letInBefore(calls, requests));
  const theirs = waits(others.calls, others.requests);
  const slowest = summarize(theirs).max;
  const figure = figuresOf(when);
  const [routineWaits, urgentWaits] = [waits(by('routine'), requests), waits(by('urgent'), requests)];
  return {
    figures: [
      figure('429 answers', refusals, null, '0', refusals === 0),
      figure('calls a second', rate, LIMIT, `>= ${SHARE} x the limit`, rate >= SHARE * LIMIT),
      figure(
        'worst overtaking by a call asked for later, ms',
        order,
        null,
        `first in, first out (<= ${ORDER_NOISE_MS} ms)`,
        order <= ORDER_NOISE_MS,
      ),
      figure('routine calls let in before an urgent one, median', passed, null, '<= 1', passed <= 1),
      figure("wait of another org's calls, worst, ms", slowest, null, '<= 250 ms', slowest <= 250),
    ],
    histograms: {
      [`wait of routine calls, ${when}`]: toHistogram(routineWaits),
      [`wait of urgent calls, ${when}`]: toHistogram(urgentWaits),
      [`wait of another org's calls, ${when}`]: toHistogram(theirs),
    },
    notes: [
      // When a call arrived is known only to lie between its being sent and its answer.
      `${when}: without a guess at when a call arrives, no limiter can do more than limit / (1 s + what an answer takes), ${((LIMIT * 1_000) / (1_000 + latencyMs)).toFixed(1)} calls a second`,
      `${when}: urgent calls waited ${inWords(urgentWaits)}, routine calls ${inWords(routineWaits)}`,
      `${when}: overtaken by more than ${ORDER_NOISE_MS} ms were ${overtakings(by('routine'), requests).filter((ms) => ms > ORDER_NOISE_MS).length} of ${by('routine').length} routine calls`,
    ],
  };
}
