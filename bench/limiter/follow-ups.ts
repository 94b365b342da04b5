import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { peakInWindow } from '../../sandbox/shared/rolling-window.js';
import type { Benchmark, Conditions, Findings } from '../bench.js';
import { largestWorker } from '../harness/processes.js';
import { onStage, type Stage } from '../harness/stage.js';
import { startTextback } from '../harness/textback.js';
import { followUpFindings, RELAY_MS, type FollowUpRun } from './follow-up-findings.js';
import { openTalks, phone, relaysOf, type Spoken } from './talks.js';

const TEXT_EVERY_MS = 1_000;
/** The workers' memory is looked at after so many of these texts. */
const MEMORY_EVERY = 120;

interface Size {
  readonly count: number;
  /** Calls to Drift a second. */
  readonly limit: number;
  readonly ourNumbers: number;
  /** How fast the chats are opened. */
  readonly openPerSecond: number;
  readonly delayMs: number;
  /** A follow-up that is later than this is dropped. */
  readonly maxAgeMs: number;
  readonly withinMs: number;
}

/**
 * In full it takes five minutes in which the chats are opened and looked up, and then the half hour in which one number sends
 * what is not too late. The short form keeps Drift's limit, or the cores would be what is measured.
 */
const sizes = {
  quick: {
    count: 30,
    limit: 10,
    ourNumbers: 10,
    openPerSecond: 40,
    delayMs: 8_000,
    maxAgeMs: 60_000,
    withinMs: 90_000,
  },
  full: {
    count: 2_000,
    limit: 10,
    ourNumbers: 1,
    openPerSecond: 40,
    delayMs: 300_000,
    maxAgeMs: 1_800_000,
    withinMs: 3_600_000,
  },
} satisfies Record<string, Size>;

export const followUpsDue: Benchmark = {
  name: 'follow-ups-due',
  about:
    '2,000 follow-ups due in the same second at 10 Drift calls a second and one number; --quick: 30 and ten numbers',
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  const size = quick ? sizes.quick : sizes.full;
  const { sandbox, db } = await startAll(stage, size);
  const talking = await openTalks(sandbox, size.delayMs);
  const before = sandbox.drift.ledger.lastSeq;
  const openedAt = Date.now();
  const chats = new Set<number>();
  for (let i = 0; i < size.count; i++) {
    const contact = { name: 'Ana', phone: phone(1_000 + i) };
    chats.add(
      sandbox.drift.startConversation({ contact, body: 'Hello?', createdAt: openedAt }).conversation.id,
    );
    await sleep(1_000 / size.openPerSecond);
  }
  const dueAt = openedAt + size.delayMs;
  await sleep(Math.max(0, dueAt - Date.now()));
  const known = await lookedUp(db);
  say(`${size.count} follow-ups are due, ${known} phones are known`);
  const memory = [await largestWorker()];

  const textsAt = () => followUpTexts(sandbox, openedAt).map(({ at }) => at);
  const spoken: Spoken[] = [];
  const until = Date.now() + size.withinMs;
  let dropped = 0;
  while (textsAt().length + dropped < size.count) {
    if (Date.now() > until)
      throw new Error(`${textsAt().length} texts and ${dropped} reasons after ${size.withinMs / 1_000} s`);
    const words = `what about order ${spoken.length}?`;
    sandbox.twilio.text({ from: talking[spoken.length % talking.length] ?? '', body: words });
    spoken.push({ words, at: Date.now() });
    await sleep(TEXT_EVERY_MS);
    dropped = await endedWithout(db);
    if (spoken.length % MEMORY_EVERY === 0) memory.push(await largestWorker());
  }
  const texts = followUpTexts(sandbox, openedAt);
  const gaps = texts.slice(1).map(({ at }, i) => at - (texts[i]?.at ?? 0));
  const lastAt = Math.max(...texts.map(({ at }) => at));
  say(`the last text went out ${((lastAt - dueAt) / 1_000).toFixed(1)} s after it was due`);
  const relays = relaysOf(sandbox, spoken);
  const slow = relays.filter(({ waitMs }) => waitMs > RELAY_MS);
  const lastSlow = Math.max(0, ...slow.map(({ at }) => (at - dueAt) / 1_000));
  const calls = sandbox.drift.ledger
    .requests()
    .filter(({ seq, at }) => seq > before && at >= dueAt && at <= lastAt);
  return followUpFindings({
    ...size,
    lateness: texts.map(({ at }) => at - dueAt),
    dropped,
    callsWhileDue: calls.length,
    questions: calls.filter(({ method, path }) => method === 'GET' && path.startsWith('/conversations/'))
      .length,
    refusals: calls.filter(({ status }) => status === 429).length,
    tookMs: lastAt - dueAt,
    relayWaits: relays.map(({ waitMs }) => waitMs),
    mostOfOneNumber: mostOfOneNumber(texts),
    memory: [...memory, await largestWorker()].filter((mib) => mib !== null),
    notes: [
      `${known} of ${size.count} phone numbers were known when the follow-ups were due`,
      `${slow.length} visitors' texts took longer than ${RELAY_MS} ms, the last of them sent ${lastSlow.toFixed(0)} s after the follow-ups were due`,
      `${gaps.filter((gap) => gap < 900).length} texts went out less than 0.9 s after the one before, of whatever number`,
    ],
  } satisfies FollowUpRun);
}

async function startAll(stage: Stage, size: Size): Promise<{ sandbox: Sandbox; db: pg.Pool }> {
  const numbers = Array.from({ length: size.ourNumbers }, (_, i) => phone(100 + i));
  const { databaseUrl, sandbox, gatewayUrl, startWorker } = await startTextback(
    stage,
    { rateLimit: size.limit },
    { numbers },
  );
  sandbox.setWebhookUrl(gatewayUrl);
  const settings = {
    DRIFT_RATE_LIMIT: String(size.limit),
    TWILIO_FROM_NUMBERS: numbers.join(),
    FOLLOW_UP_DELAY: `${size.delayMs / 1_000}s`,
    FOLLOW_UP_MAX_AGE: `${size.maxAgeMs / 1_000}s`,
    REORDER_WINDOW: '0s', // what a relay waits for here is its turn alone
  };
  await Promise.all([startWorker(settings), startWorker(settings)]);
  return { sandbox, db: stage.openPool(databaseUrl) };
}

const followUpTexts = ({ twilio }: Sandbox, since: number) =>
  twilio.ledger.effects('text').filter(({ at }) => at >= since);

async function lookedUp(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ count: string }>(
    "SELECT count(*) FROM conversations WHERE state = 'waiting' AND phone_status = 'usable'",
  );
  return Number(rows[0]?.count);
}

/** Conversations that have ended without a text, each with its reason. */
async function endedWithout(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ count: string }>(
    "SELECT count(*) FROM conversations WHERE state = 'done' AND reason IS NOT NULL",
  );
  return Number(rows[0]?.count);
}

/** The most texts that any of our numbers sent in a rolling second. */
function mostOfOneNumber(texts: ReturnType<typeof followUpTexts>): number {
  const byNumber = new Map<unknown, number[]>();
  for (const { at, data } of texts) byNumber.set(data['from'], [...(byNumber.get(data['from']) ?? []), at]);
  return Math.max(...[...byNumber.values()].map((times) => peakInWindow(times, 1_000)));
}
