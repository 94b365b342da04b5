import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestEntry } from '../../sandbox/shared/ledger.js';
import { peakInWindow } from '../../sandbox/shared/rolling-window.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Benchmark, Conditions, Findings } from '../bench.js';
import { onStage, type Stage } from '../harness/stage.js';
import { toHistogram } from '../harness/statistics.js';
import { Callers } from './callers.js';
import { preciseNow } from './calls.js';
import { admitted, refused, waits, figuresOf } from './judge.js';

const LIMIT = 10;
const CUT_TO = 3;
const PROCESSES = 2;
/** From the first 429 on, which is when the cut can be known of at the latest. */
const LEARNED_WITHIN_MS = 2_000;
/** Whoever is not told a limit has to feel for it: half of it is what halving leaves at the least. */
const SHARE_OF_CUT = 0.5;

/** What Drift tells of its limit: Drift documents neither header; Kong's names are the usual ones. */
const variants = [
  { name: 'no headers', rateHeaders: 'none', rateRetryAfter: false },
  { name: 'Retry-After', rateHeaders: 'none', rateRetryAfter: true },
  { name: 'rate headers and Retry-After', rateHeaders: 'kong', rateRetryAfter: true },
] as const;
type Variant = (typeof variants)[number];

interface Phases {
  readonly beforeMs: number;
  readonly cutMs: number;
  readonly afterMs: number;
  /** How far it should have risen by the end. */
  readonly rises: { readonly goal: string; readonly atLeast: number };
}

export const limitCut: Benchmark = {
  name: 'limit-cut',
  about: `Drift's limit is cut from ${LIMIT} to ${CUT_TO} calls a second under load and raised again, two processes`,
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  const phases = quick
    ? {
        beforeMs: 3_000,
        cutMs: 6_000,
        afterMs: 4_000,
        rises: { goal: `> ${CUT_TO}: it rises`, atLeast: CUT_TO + 1 },
      }
    : {
        beforeMs: 10_000,
        cutMs: 40_000,
        afterMs: 60_000,
        rises: { goal: 'the limit, in the end', atLeast: LIMIT },
      };
  const callers = await Callers.start(stage, await stage.startPostgres(), PROCESSES);
  // All at once: each has an account, a limiter and a simulated Drift of its own.
  const findings = await Promise.all(
    variants.map(async (variant, i) => {
      const found = await cut(stage, callers, variant, 3_000 + i, phases);
      say(`${variant.name}: ${found.notes.join('; ')}`);
      return found;
    }),
  );
  return {
    figures: findings.flatMap(({ figures }) => figures),
    histograms: Object.assign({}, ...findings.map(({ histograms }) => histograms)) as Findings['histograms'],
    notes: [
      `${phases.beforeMs / 1_000} s at ${LIMIT} a second, ${phases.cutMs / 1_000} s at ${CUT_TO}, then at ${LIMIT} again until every call is made`,
      'a call that is answered 429 is tried again when it may, as its activity would be',
      ...findings.flatMap(({ notes }) => notes),
    ],
  };
}

async function cut(
  stage: Stage,
  callers: Callers,
  { name, ...switches }: Variant,
  orgId: number,
  { beforeMs, cutMs, afterMs, rises }: Phases,
): Promise<Findings> {
  const accessToken = `bench-token-${orgId}`;
  const orgs = [{ orgId, accessToken, verificationToken: `bench-verification-${orgId}` }];
  const sandbox = await startSandbox({ drift: { orgs, rateLimit: LIMIT, ...switches } });
  stage.keep(() => sandbox.close());
  const { drift } = sandbox;
  callers.serve({ driftUrl: sandbox.driftUrl, accessToken, orgId, limit: LIMIT });
  // As many as can be made in these times, so that there is always one waiting.
  const count = Math.ceil((LIMIT * (beforeMs + afterMs) + CUT_TO * cutMs) / 1_000);
  callers.call(
    Array.from({ length: count }, () => ({
      orgId,
      urgency: 'routine' as const,
      id: drift.addContact({}).id,
    })),
  );
  await sleep(beforeMs);
  drift.setSwitches({ rateLimit: CUT_TO });
  const cutAt = preciseNow();
  await sleep(cutMs);
  drift.setSwitches({ rateLimit: LIMIT });
  const raisedAt = preciseNow();
  const made = await callers.whenMade(orgId, count, 4 * (beforeMs + cutMs + afterMs));

  const requests = drift.ledger.requests();
  const histograms = { [`wait of calls, ${name}`]: toHistogram(waits(made, requests)) };
  return judged(name, requests, { cutAt, raisedAt, lost: count - made.length, rises }, histograms);
}

interface Seen {
  readonly cutAt: number;
  readonly raisedAt: number;
  readonly lost: number;
  readonly rises: Phases['rises'];
}

function judged(
  name: string,
  requests: readonly RequestEntry[],
  { cutAt, raisedAt, lost, rises }: Seen,
  histograms: Findings['histograms'],
): Findings {
  const between = (from: number, to: number) => requests.filter(({ at }) => at >= from && at < to);
  const refusals = refused(between(cutAt, raisedAt));
  const learnedAt = refusals[0]?.at ?? cutAt;
  const late = refusals.filter(({ at }) => at > learnedAt + LEARNED_WITHIN_MS).length;
  const cutRate = (admitted(between(learnedAt, raisedAt)).length * 1_000) / (raisedAt - learnedAt);
  const risen = peakInWindow(
    admitted(between(raisedAt, Infinity)).map(({ at }) => at),
    1_000,
  );
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const figure = figuresOf(name);
  return {
    figures: [
      figure(
        `429 answers later than ${seconds(LEARNED_WITHIN_MS)} s after the first`,
        late,
        null,
        '0',
        late === 0,
      ),
      figure(
        `calls a second at a limit of ${CUT_TO}`,
        cutRate,
        CUT_TO,
        `>= ${SHARE_OF_CUT} x the limit`,
        cutRate >= SHARE_OF_CUT * CUT_TO,
      ),
      figure(
        'most calls in a rolling second once it is raised',
        risen,
        LIMIT,
        rises.goal,
        risen >= rises.atLeast,
      ),
      figure('calls lost', lost, null, '0', lost === 0),
    ],
    histograms,
    notes: [
      `${name}: ${refusals.length} answers of 429 in ${seconds(raisedAt - cutAt)} s, the last one ${seconds((refusals.at(-1)?.at ?? cutAt) - cutAt)} s after the cut`,
    ],
  };
}
