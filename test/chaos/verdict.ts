import type { Inquiry, Violation, ViolationKind } from '../checker/check.js';
import { describeViolations } from '../checker/report.js';
import { markersIn } from '../checker/markers.js';
import type { Script } from '../checker/scenario.js';
import { tally, type Tally } from '../checker/tally.js';
import type { Injected } from './inject.js';
import type { ChaosOptions } from './options.js';
import { recoveries, type Recovery } from './recovery.js';
import { webhookCounts, type WebhookCounts } from './webhook-counts.js';

export interface Findings {
  readonly options: ChaosOptions;
  readonly inquiry: Inquiry;
  readonly violations: readonly Violation[];
  readonly scripts: readonly Script[];
  readonly injected: readonly Injected[];
  readonly parked: readonly { readonly conversationId: number; readonly body: string }[];
  readonly crashes: Readonly<Record<string, number>>;
  readonly restless: string | null;
  readonly peakCalls: number;
  readonly times: { readonly startedMs: number; readonly restMs: number };
}

export interface FaultCount {
  readonly name: string;
  readonly planned: number;
  readonly fired: number;
}

export interface Verdict {
  readonly options: ChaosOptions;
  readonly tally: Tally;
  readonly webhooks: WebhookCounts;
  readonly faults: readonly FaultCount[];
  /** Broken promises of each kind. */
  readonly counts: Readonly<Record<ViolationKind, number>>;
  /** The gravest first. */
  readonly violations: readonly Violation[];
  /** Sends whose outcome stayed unclear, and what of it was never seen by a vendor: shown to an operator, not lost unseen. */
  readonly parked: number;
  readonly lostAndParked: number;
  readonly recoveries: readonly Recovery[];
  readonly crashes: Readonly<Record<string, number>>;
  /** What was still to do when the run was judged; null for nothing. */
  readonly restless: string | null;
  readonly peakCalls: number;
  readonly times: { readonly startedMs: number; readonly restMs: number };
  readonly isSound: boolean;
  /** Conversation, explanation and timeline of what was found, for people. */
  readonly story: string;
}

const kinds: readonly ViolationKind[] = [
  ...([
    'lost',
    'duplicated',
    'misrouted',
    'out_of_order',
    'after_stop',
    'old_number',
    'answered',
    'after_close',
  ] as const),
  ...(['leaked', 'looped', 'no_reason', 'read_by_stranger', 'taken_over', 'over_the_cap'] as const),
];

/** Counts, and says whether every promise was kept. */
export function judge(findings: Findings): Verdict {
  const { options, inquiry, scripts, injected, parked, crashes, restless, peakCalls, times } = findings;
  const parkedWords = new Set(parked.flatMap(({ body }) => markersIn(body)));
  const isParked = ({ kind, what }: Violation) =>
    kind === 'lost' && markersIn(what).some((marker) => parkedWords.has(marker));
  const broken = findings.violations
    .filter((violation) => !isParked(violation))
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  const count = (kind: ViolationKind) => broken.filter((one) => one.kind === kind).length;
  const counts = Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) as Record<
    ViolationKind,
    number
  >;
  return {
    options,
    tally: tally(inquiry),
    webhooks: webhookCounts(inquiry),
    faults: faultCounts(injected),
    counts,
    violations: broken,
    parked: parked.length,
    lostAndParked: findings.violations.length - broken.length,
    recoveries: recoveries(injected, [inquiry.drift, inquiry.twilio]),
    crashes,
    restless,
    peakCalls,
    times,
    isSound: broken.length === 0 && restless === null,
    story: broken.length === 0 ? '' : describeViolations(broken, inquiry, scripts),
  };
}

function faultCounts(injected: readonly Injected[]): FaultCount[] {
  const names = [...new Set(injected.map(({ name }) => name))].sort();
  return names.map((name) => {
    const mine = injected.filter((one) => one.name === name);
    return { name, planned: mine.length, fired: mine.filter(({ fired }) => fired).length };
  });
}
