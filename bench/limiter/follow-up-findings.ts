import type { Figure, Findings } from '../bench.js';
import { inWords, summarize, toHistogram } from '../harness/statistics.js';

/** What was seen of many follow-ups that were due in the same second. Milliseconds, where not told otherwise. */
export interface FollowUpRun {
  readonly count: number;
  /** Calls to Drift a second. */
  readonly limit: number;
  readonly ourNumbers: number;
  /** A follow-up that is later than this is dropped. */
  readonly maxAgeMs: number;
  /** From being due to the text at Twilio, of each text. */
  readonly lateness: readonly number[];
  /** Conversations that ended with a reason instead. */
  readonly dropped: number;
  /** Calls to Drift from the moment of being due to the last text, and how long that took. */
  readonly callsWhileDue: number;
  readonly tookMs: number;
  /** Those of them that ask whether a text is still wanted. */
  readonly questions: number;
  readonly refusals: number;
  /** From a visitor's text, sent meanwhile, to its post in Drift. */
  readonly relayWaits: readonly number[];
  /** Texts in a rolling second. */
  readonly mostOfOneNumber: number;
  /** MiB of the largest worker, from when the texts were due to the last one; empty where it cannot be told. */
  readonly memory: readonly number[];
  readonly notes: readonly string[];
}

/** The chat's status and its messages are asked for before a text (workflows/conversation/check-and-text.ts). */
const CALLS_BEFORE_A_TEXT = 2;
/** US long codes send one segment a second (Twilio docs, understanding Twilio rate limits and message queues). */
const SEGMENTS_A_SECOND = 1;
const SHARE = 0.95;
const QUEUE_LEEWAY = 1.1;
/** What a visitor's text may take to its post while the follow-ups are due. Milliseconds. */
export const RELAY_MS = 1_500;
const GROWTH_MIB = 32;

export function followUpFindings(run: FollowUpRun): Findings {
  const { count, limit, ourNumbers, maxAgeMs, lateness, dropped, relayWaits, mostOfOneNumber, memory } = run;
  const late = summarize(lateness);
  const bySecond = (things: number) => (things * 1_000) / run.tookMs;
  // In turn, each text goes out when its calls have been made, or when its number may send again.
  const textsBySecond = Math.min(limit / CALLS_BEFORE_A_TEXT, ourNumbers * SEGMENTS_A_SECOND);
  const inTime = Math.min(count, (textsBySecond * maxAgeMs) / 1_000);
  // What visitors text meanwhile goes first: each is a post.
  const callsMs = ((inTime * CALLS_BEFORE_A_TEXT + relayWaits.length) / limit) * 1_000;
  const lastMs = Math.max(callsMs, (inTime / (ourNumbers * SEGMENTS_A_SECOND)) * 1_000);
  const relay = relayWaits.length === 0 ? null : summarize(relayWaits);
  const grown = (memory.at(-1) ?? NaN) - (memory[0] ?? NaN);
  const lost = count - lateness.length - dropped;
  const neverIdle = (what: string, ours: number, most: number): Figure => ({
    what: `${what} a second until the last text`,
    ours,
    ceiling: most,
    goal: `>= ${SHARE} x ceiling: never idle`,
    isMet: ours >= SHARE * most,
  });
  const figures: Figure[] = [
    limit / CALLS_BEFORE_A_TEXT <= ourNumbers * SEGMENTS_A_SECOND
      ? neverIdle('Drift calls', bySecond(run.callsWhileDue), limit)
      : neverIdle('texts', bySecond(lateness.length), ourNumbers * SEGMENTS_A_SECOND),
    {
      what: 'texts of those that can go out in time',
      ours: lateness.length,
      ceiling: inTime,
      goal: `>= ${SHARE} x ceiling`,
      isMet: lateness.length >= SHARE * inTime,
    },
    {
      what: 'questions to Drift for each text',
      ours: run.questions / lateness.length,
      ceiling: CALLS_BEFORE_A_TEXT,
      goal: `<= ${QUEUE_LEEWAY} x ceiling`,
      isMet: run.questions <= QUEUE_LEEWAY * CALLS_BEFORE_A_TEXT * lateness.length,
    },
    { what: '429 answers', ours: run.refusals, ceiling: null, goal: '0', isMet: run.refusals === 0 },
    {
      what: 'lateness of the last text, s',
      ours: late.max / 1_000,
      ceiling: lastMs / 1_000,
      goal: `<= ${QUEUE_LEEWAY} x queue / rate`,
      isMet: late.max <= QUEUE_LEEWAY * lastMs,
    },
    {
      what: 'lateness in the middle, s',
      ours: late.p50 / 1_000,
      ceiling: lastMs / 2_000,
      goal: `<= ${QUEUE_LEEWAY} x half of queue / rate`,
      isMet: late.p50 <= (QUEUE_LEEWAY * lastMs) / 2,
    },
    {
      what: 'follow-ups without a text and a reason',
      ours: lost,
      ceiling: null,
      goal: '0',
      isMet: lost === 0,
    },
    {
      what: 'most texts of one number in a rolling second',
      ours: mostOfOneNumber,
      ceiling: null,
      goal: `<= ${SEGMENTS_A_SECOND}`,
      isMet: mostOfOneNumber <= SEGMENTS_A_SECOND,
    },
    {
      what: "visitor's text meanwhile to its post in Drift, worst, ms",
      ours: relay?.max ?? NaN,
      ceiling: null,
      goal: `<= ${RELAY_MS} ms: urgent before routine`,
      isMet: relay !== null && relay.max <= RELAY_MS,
    },
  ];
  if (!Number.isNaN(grown))
    figures.push({
      what: "growth of the largest worker's memory, MiB",
      ours: grown,
      ceiling: null,
      goal: `<= ${GROWTH_MIB} MiB`,
      isMet: grown <= GROWTH_MIB,
    });
  return {
    figures,
    histograms: { lateness: toHistogram(lateness), 'relay meanwhile': toHistogram(relayWaits) },
    notes: [
      `${count} follow-ups, ${limit} calls a second, ${run.ourNumbers} of our numbers; ${lateness.length} texts, ${dropped} dropped with a reason`,
      `lateness: ${inWords(lateness)}`,
      ...(relay === null ? [] : [`relays to Drift meanwhile: ${inWords(relayWaits)}`]),
      `the largest worker, MiB, every two minutes: ${memory.map((mib) => mib.toFixed(0)).join(', ')}`,
      ...run.notes,
    ],
  };
}
