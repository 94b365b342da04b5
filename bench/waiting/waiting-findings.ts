import { cpus } from 'node:os';
import type { Figure, Findings } from '../bench.js';
import { median, rounded } from '../harness/statistics.js';
import { growthEach, type DatabaseSize } from './database-size.js';
import type { Look } from './load.js';
import type { Part, Usage } from './usage.js';
import type { StoreSize } from './temporal-on-disk.js';

/** The state of all processes when so many conversations were held. */
export interface Sample {
  readonly held: number;
  readonly atMs: number;
  readonly usage: ReadonlyMap<Part, Usage> | null;
  readonly machineCpuSeconds: number;
}

/** Milliseconds. */
export interface Restarts {
  /** Since the worker was killed: Temporal was asked by its successor; readiness knows of it. */
  readonly pollMs: number;
  readonly presenceMs: number;
  /** Since the same moment, of a rep's answer right after it: signalled to the workflow; the workflow's end. */
  readonly handedOverMs: number;
  readonly endedMs: number;
  /** Since Temporal was started again: it answers; the end of a workflow whose chat a rep answered then. */
  readonly temporalUpMs: number;
  readonly temporalEndedMs: number;
  /** Conversations that ended so. */
  readonly answered: number;
  /** Workflows that Temporal still has open after all of it. */
  readonly running: number;
}

export interface WaitingRun {
  readonly count: number;
  readonly held: number;
  readonly looks: readonly Look[];
  /** Before the first conversation, and at each tenth. */
  readonly samples: readonly Sample[];
  readonly databaseBefore: DatabaseSize;
  readonly databaseAfter: DatabaseSize;
  readonly storeBefore: StoreSize;
  readonly storeAfter: StoreSize;
  readonly history: { readonly events: number; readonly bytes: number };
  readonly restarts: Restarts;
  /** 429 answers of the simulated Drift. */
  readonly refusals: number;
}

/** A worker keeps so many workflows in memory (src/worker/temporal-workers.ts): until then it has to grow. */
const CACHED = 1_000;
const GROWTH_MIB = 32;
const RESTART_MS = 30_000;

export function waitingFindings(run: WaitingRun): Findings {
  const { count, held, restarts, storeBefore, storeAfter } = run;
  const storeEach = (storeAfter.total - storeBefore.total) / count;
  const freeEach = (storeAfter.free - storeBefore.free) / count;
  const each = growthEach(run.databaseBefore, run.databaseAfter, count);
  const stillWaiting = count - restarts.answered;
  const figures: Figure[] = [
    { what: 'conversations held', ours: held, ceiling: null, goal: String(count), isMet: held === count },
    ...memoryFigures(run),
    // The issue asks what they are, and sets no bound.
    { what: 'bytes each in PostgreSQL', ours: each.total, ceiling: null, goal: 'told', isMet: true },
    { what: "bytes each in Temporal's store", ours: storeEach, ceiling: null, goal: 'told', isMet: true },
    { what: 'taken up a second', ours: rate(run), ceiling: null, goal: 'told', isMet: true },
    within('worker killed: to the first poll of the next, s', restarts.pollMs),
    within("worker killed: to the end of a workflow by a rep's answer, s", restarts.endedMs),
    within("Temporal started again: to the end of a workflow by a rep's answer, s", restarts.temporalEndedMs),
    {
      what: 'workflows still open after both, and the answers',
      ours: restarts.running,
      ceiling: null,
      goal: String(stillWaiting),
      isMet: restarts.running === stillWaiting,
    },
  ];
  const tables = each.tables.map(
    ({ name, rows, indexes }) => `${name} ${Math.round(rows)} + ${Math.round(indexes)} of indexes`,
  );
  return {
    figures,
    histograms: {},
    notes: [
      'each conversation came as two signed webhooks (opened, first message) through gateway, inbox and dispatcher; its workflow waits on its timer, and its visitor has been looked up in the simulated Drift',
      `PostgreSQL, after VACUUM and without its write-ahead log, bytes each: ${tables.join('; ')}`,
      `Temporal: the dev server's SQLite file while it was stopped, histories, tasks and visibility; ${Math.round(freeEach)} of the bytes each are pages that were emptied and will be used again; one waiting conversation's history: ${run.history.events} events, ${run.history.bytes} bytes`,
      `taken up a second in each tenth: ${tenths(run.samples).map(rounded).join(' ')}`,
      ...whatLimits(run),
      ...memoryNotes(run),
      `worker killed: the next asks Temporal after ${inSeconds(restarts.pollMs)} and shows itself to readiness after ${inSeconds(restarts.presenceMs)}; a rep's answer of the moment of the kill was handed to its workflow after ${inSeconds(restarts.handedOverMs)}, which ended after ${inSeconds(restarts.endedMs)} (Temporal keeps the next task of a workflow for the worker that ran it last, for 10 s)`,
      `Temporal started again: it answers after ${inSeconds(restarts.temporalUpMs)}, the workflow of a chat that a rep answered then ended after ${inSeconds(restarts.temporalEndedMs)}`,
    ],
  };
}

const inSeconds = (ms: number): string => `${rounded(ms / 1_000)} s`;

function within(what: string, ms: number): Figure {
  return { what, ours: ms / 1_000, ceiling: null, goal: `< ${RESTART_MS / 1_000} s`, isMet: ms < RESTART_MS };
}

const rate = ({ count, samples }: WaitingRun): number => (count * 1_000) / (samples.at(-1)?.atMs ?? NaN);

function tenths(samples: readonly Sample[]): number[] {
  return samples.slice(1).flatMap(({ held, atMs }, i) => {
    const before = samples[i];
    return before === undefined || before.atMs === atMs
      ? []
      : [((held - before.held) * 1_000) / (atMs - before.atMs)];
  });
}

/** MiB of the worker at each tenth; empty where the system does not tell. */
const workerMemory = ({ samples }: WaitingRun): number[] =>
  samples.slice(1).flatMap(({ usage }) => usage?.get('worker')?.memoryMiB ?? []);

const isCacheFull = ({ samples }: WaitingRun): boolean => (samples[2]?.held ?? 0) >= CACHED;

function memoryFigures(run: WaitingRun): Figure[] {
  const memory = workerMemory(run);
  const [second, last] = [memory[1], memory.at(-1)];
  if (second === undefined || last === undefined || !isCacheFull(run)) return [];
  return [
    {
      what: "worker's memory, from the second tenth to the last, MiB",
      ours: last - second,
      ceiling: null,
      goal: `<= ${GROWTH_MIB} MiB: flat`,
      isMet: last - second <= GROWTH_MIB,
    },
  ];
}

function memoryNotes(run: WaitingRun): string[] {
  const memory = workerMemory(run);
  if (memory.length === 0) return ["the worker's memory: this system does not tell"];
  const unjudged = `; not judged: it grows until ${CACHED} workflows are cached, and fewer were held at the second tenth`;
  return [
    `worker's resident memory at each tenth, MiB: ${memory.map(Math.round).join(' ')}${isCacheFull(run) ? '' : unjudged}`,
  ];
}

/** The processor is what limits the load where this share of it is busy. */
const BUSY = 0.9;

/** What was busy while the conversations were taken up, and where they queued: what limits the load. */
function whatLimits({ count, samples, looks, refusals }: WaitingRun): string[] {
  const full = looks.filter(({ underWay }) => underWay > 0);
  const queue = `under way at a time, in the middle: ${median(full.map(({ underWay }) => underWay))} conversations, with ${median(full.map(({ inbox }) => inbox))} events before the dispatcher, the rest in Temporal and the worker; 429 answers of Drift: ${refusals}`;
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first?.usage || !last?.usage) return [queue];
  const seconds = last.atMs / 1_000;
  const before = first.usage;
  const parts = [...last.usage]
    .map(([part, { cpuSeconds }]) => ({ part, used: cpuSeconds - (before.get(part)?.cpuSeconds ?? 0) }))
    .sort((a, b) => b.used - a.used);
  const ours = parts.reduce((total, { used }) => total + used, 0);
  const all = last.machineCpuSeconds - first.machineCpuSeconds;
  const cores = cpus().length;
  const each = parts.map(({ part, used }) => `${part} ${((used * 1_000) / count).toFixed(1)}`).join(', ');
  const isBusy = all >= BUSY * cores * seconds;
  return [
    queue,
    `processor time of each conversation, ms: ${each}; together ${((ours * 1_000) / count).toFixed(1)}, which is ${rounded((cores * count) / ours)} a second on ${cores} cores that do nothing else`,
    `${isBusy ? 'the processor limits the load' : 'the processor does not limit the load'}: ${(all / seconds).toFixed(2)} of ${cores} cores were busy meanwhile, ${(Math.max(all - ours, 0) / seconds).toFixed(2)} of them with other work on this machine`,
  ];
}
