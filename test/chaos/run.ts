import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from '../support/fast-check.js';
import { askedSeldom } from '../checker/asked-seldom.js';
import { check, type Inquiry } from '../checker/check.js';
import { day } from '../checker/day.js';
import { play } from '../checker/play.js';
import { askOutcomes } from '../checker/public-endpoints.js';
import type { Day, Script } from '../checker/scenario.js';
import { openRecords, type Records } from './idle.js';
import { inject, type Injected } from './inject.js';
import type { ChaosOptions } from './options.js';
import { scheduleFaults } from './schedule.js';
import { ADMIN_TOKEN, CAPS, FOLLOW_UP_DELAY_MS, followUpName, startSystem, type System } from './system.js';
import { judge, type Verdict } from './verdict.js';

/** Visitors that come in a second where faults do not stretch the day. */
const OPEN_PER_SECOND = 5;
const AT_ONCE = 120;
/** Faults begin this far apart on average, so that about two are there at a time. */
const faultEveryMs = (timeScale: number) => 1_500 + 5_000 * timeScale;
/** How long a visitor waits for a follow-up that is certain but late, because of faults. */
const followUpWithinMs = (timeScale: number) => 60_000 + 60_000 * timeScale;
/** The next visitor waits while more than this is to be done: faults and a busy machine are not to become a queue without end. */
const MOST_BEHIND = 150;
const QUIET_MS = 4_000;
/** Markers may come late, and do where a day has used up Drift's limit: so much for each conversation, and four minutes at the least. */
const restWithinMs = (conversations: number) => Math.max(240_000, conversations * 60);
/** What is acknowledged may be worked on this much later: a dead worker's activity is noticed after 25 s, and so on. */
const SLACK_MS = 120_000;

type Say = (line: string) => void;

/**
 * One run, from the build to the verdict. Whatever happens, everything that it started is stopped. Rejects with the reason
 * of `signal` when that is aborted.
 */
export async function run(options: ChaosOptions, say: Say, signal: AbortSignal): Promise<Verdict> {
  const begunAt = performance.now();
  const system = await startSystem(options, say);
  const startedMs = performance.now() - begunAt;
  try {
    const records = await openRecords(system);
    try {
      const running = runOn(system, records, options, say, { begunAt, startedMs });
      return await Promise.race([running, aborted(signal)]);
    } finally {
      await records.close();
    }
  } finally {
    say('stopping everything');
    await system.stop();
  }
}

async function runOn(
  system: System,
  records: Records,
  options: ChaosOptions,
  say: Say,
  { begunAt, startedMs }: { begunAt: number; startedMs: number },
): Promise<Verdict> {
  const { drift, twilio } = system.sandbox;
  const overMs = Math.max(
    (options.conversations / OPEN_PER_SECOND) * 1_000,
    options.faults * faultEveryMs(options.timeScale),
    FOLLOW_UP_DELAY_MS,
  );
  const today = dayOf(options, overMs);
  say(
    `${options.conversations} conversations and ${options.faults} faults over ${Math.round(overMs / 1_000)} s`,
  );
  const playing = play(
    {
      drift,
      twilio,
      followUpDelayMs: FOLLOW_UP_DELAY_MS,
      followUpName,
      followUpWithinMs: followUpWithinMs(options.timeScale),
      atOnce: AT_ONCE,
      mayOpen: askedSeldom(async () => ((await records.behind()) ?? 0) <= MOST_BEHIND, 1_000),
    },
    today,
  );
  const injecting = injectAll(system, options, overMs, say);
  const [played, injected] = await Promise.all([playing, injecting]);
  say(`played after ${seconds(begunAt)} s; waiting for rest`);
  const restless = await comeToRest(system, records, restWithinMs(options.conversations), say);
  const restMs = performance.now() - begunAt;
  const inquiry: Inquiry = {
    played,
    drift: drift.ledger.entries(),
    twilio: twilio.ledger.entries(),
    followUpName,
    outcomes: await askOutcomes(
      system.gatewayUrls[0] ?? '',
      ADMIN_TOKEN,
      played.conversations.map(({ conversationId }) => conversationId),
    ),
    heldWords: await records.heldWords(),
    ourNumbers: system.ourNumbers.length,
    followUpDelayMs: FOLLOW_UP_DELAY_MS,
    ...(options.without === 'takeover' ? {} : { caps: CAPS }),
    slackMs: SLACK_MS,
    heldUp: {
      toTwilio: system.links.twilio.heldUp,
      toRecords: system.links['worker-postgres'].heldUp,
    },
  };
  if (options.logDir !== null)
    await writeFile(join(options.logDir, 'inquiry.json'), JSON.stringify(inquiry, mapsAsLists));
  const crashes = Object.fromEntries(
    Object.entries(system.processes).map(([name, { crashes: count }]) => [name, count]),
  );
  return judge({
    options,
    inquiry,
    violations: check(inquiry),
    scripts: today.scripts,
    injected,
    parked: await records.parked(),
    crashes,
    restless,
    peakCalls: drift.peakCalls(),
    times: { startedMs, restMs },
  });
}

/** Bots are left out: with BOT_MESSAGES on their words cross, which the checker's rules do not foresee. */
function dayOf({ conversations, seed }: ChaosOptions, openOverMs: number): Day {
  const arbitrary = day({ conversations, openOverMs, followUpDelayMs: FOLLOW_UP_DELAY_MS });
  const [today = { scripts: [], weather: [] }] = fc.sample(fc.noBias(arbitrary), { seed, numRuns: 1 });
  const withoutBots = (script: Script): Script => ({
    ...script,
    before: script.before.filter(({ step }) => step.do !== 'bot_says'),
    after: script.after.filter(({ step }) => step.do !== 'bot_says'),
  });
  return { ...today, scripts: today.scripts.map(withoutBots) };
}

async function injectAll(
  system: System,
  { seed, faults, timeScale, classes }: ChaosOptions,
  overMs: number,
  say: Say,
): Promise<Injected[]> {
  const startedAt = performance.timeOrigin + performance.now();
  const start = performance.now();
  const schedule = scheduleFaults({ seed, count: faults, overMs, timeScale, classes });
  return Promise.all(
    schedule.map(async (timed) => {
      await sleep(Math.max(0, start + timed.atMs - performance.now()));
      const one = await inject(system, timed, startedAt);
      say(`${String(one.atMs).padStart(7)} ms ${one.name}: ${one.seen}`);
      return one;
    }),
  );
}

/** Waits until nothing is left to do and the vendors hear nothing. What was left to do when that took too long, else null. */
async function comeToRest(
  { sandbox }: System,
  records: Records,
  withinMs: number,
  say: Say,
): Promise<string | null> {
  const { drift, twilio } = sandbox;
  const startedAt = performance.now();
  let changedAt = startedAt;
  let work: string | null = null;
  const changed = () => {
    changedAt = performance.now();
  };
  const unsubscribe = [drift.onChange(changed), twilio.onChange(changed)];
  try {
    let saidAt = 0;
    for (;;) {
      const now = performance.now();
      if (now - startedAt > withinMs) return work ?? 'the vendors still see something happen';
      if (now - changedAt > QUIET_MS) {
        work = await records.work();
        if (work === null && performance.now() - changedAt > QUIET_MS) return null;
        if (work !== null && now - saidAt > 10_000) {
          saidAt = now;
          say(`left to do: ${work}`);
        }
      }
      await sleep(500);
    }
  } finally {
    for (const stop of unsubscribe) stop();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}

const mapsAsLists = (_key: string, value: unknown) => (value instanceof Map ? [...value] : value);

const seconds = (since: number) => Math.round((performance.now() - since) / 1_000);
