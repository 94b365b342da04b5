import { setTimeout as sleep } from 'node:timers/promises';
import type { DriftSimulator } from '../../sandbox/drift/simulator.js';
import type { TwilioSimulator } from '../../sandbox/twilio/simulator.js';
import { act } from './act.js';
import { FollowUpsSeen } from './follow-ups-seen.js';
import { nameWord } from './markers.js';
import { Notebook, type Chat } from './notebook.js';
import type { Played } from './played.js';
import { prospectsOf, type Day, type Script } from './scenario.js';

export interface Stage {
  readonly drift: DriftSimulator;
  readonly twilio: TwilioSimulator;
  readonly followUpDelayMs: number;
  /** The visitor's first name if the body is a follow-up, else null. */
  readonly followUpName: (body: string) => string | null;
  /** How long a visitor whose follow-up is certain waits for it before the rest of the script is left out. */
  readonly followUpWithinMs: number;
  /** Conversations that go on at once; a day with more of them takes longer. */
  readonly atOnce: number;
  /** Whether another visitor may come already: a slow machine is not to be drowned. */
  readonly mayOpen: () => Promise<boolean>;
}

const LOOK_EVERY_MS = 200;
const WEATHER_LASTS_MS = 2_500;
/** A race is decided this long after the text was due; with nothing to come it takes a moment only. */
const RACE_OVER_MS = 3_000;
const NOTHING_COMES_MS = 500;
/** A visitor waits so long for the first text to another number: it goes out at once, or faults are in its way. */
const CORRECTED_MS = 15_000;

/** Plays the day in real time against the simulated vendors and tells what people did. */
export async function play(stage: Stage, day: Day): Promise<Played> {
  const startsAt = performance.now();
  const notebook = new Notebook();
  const seen = new FollowUpsSeen(stage.twilio, stage.followUpName);
  const opened = day.scripts.map(() => new Curtain());
  const scene = { stage, notebook, seen, startsAt, opened, visitors: visitorsOf(day.scripts) };
  const waiting = [...day.scripts.entries()].sort(([, a], [, b]) => b.opensAtMs - a.opensAtMs);
  const playOn = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [i, script] = next;
      while (!(await stage.mayOpen())) await sleep(LOOK_EVERY_MS);
      await playScript(scene, script, i);
    }
  };
  const playing = Promise.all(Array.from({ length: stage.atOnce }, playOn));
  const weather = changeWeather(stage, day, playing);
  try {
    await Promise.all([playing, weather]);
  } finally {
    seen.close();
  }
  return notebook.played();
}

interface Scene {
  readonly stage: Stage;
  readonly notebook: Notebook;
  readonly seen: FollowUpsSeen;
  readonly startsAt: number;
  readonly opened: readonly Curtain[];
  readonly visitors: readonly Visitor[];
}

/** Opens once its chat is open, for the visitor's next tab. */
class Curtain {
  up: (chat: Chat) => void = () => undefined;
  readonly isUp = new Promise<Chat>((resolve) => {
    this.up = resolve;
  });
}

interface Visitor {
  readonly name: string;
  /** E.164, none of them real. */
  readonly phone: string;
  readonly others: Chat['others'];
  /** The other tab's text may be the only one, and the third chat of a phone one too many. */
  readonly mayGetNone: boolean;
}

/** Scripts that share a phone have the same number, and another tab has its visitor's name. */
function visitorsOf(scripts: readonly Script[]): Visitor[] {
  const visitors: Visitor[] = [];
  for (const [i, { samePhone, sameContact }] of scripts.entries()) {
    const last = visitors[i - 1];
    const number = (area: number) => `+1${area + Math.floor(i / 9_000)}555${String(1_000 + (i % 9_000))}`;
    visitors.push({
      name: sameContact && last !== undefined ? last.name : nameWord(i),
      phone: samePhone && last !== undefined ? last.phone : number(202),
      mayGetNone: sameContact || (samePhone && scripts[i - 1]?.samePhone === true),
      others: { own: number(312), lastVisitors: last?.phone ?? number(312) },
    });
  }
  return visitors;
}

async function playScript(scene: Scene, script: Script, index: number): Promise<void> {
  const { stage, notebook, seen, opened } = scene;
  const visitor = scene.visitors[index];
  if (visitor === undefined) throw new Error(`no visitor for script ${index}`);
  const { name, others } = visitor;
  await until(scene.startsAt + script.opensAtMs);
  if (script.phone === 'landline') stage.twilio.setOutcome(visitor.phone, { refuse: 21614 });
  const before = script.sameContact ? ((await opened[index - 1]?.isUp) ?? null) : null;
  const openedAt = performance.now();
  const prospects = prospectsOf(script, stage.followUpDelayMs);
  const contactId = before?.contactId ?? null;
  const phone = contactId === null ? visitor.phone : notebook.phoneOf(contactId);
  const chat = notebook.open(stage, script, { script: index, name, phone, others, prospects, contactId });
  opened[index]?.up(chat);
  for (const { ms, step } of script.before) {
    await until(openedAt + ms);
    await act(stage, notebook, chat, step, null);
  }
  const dueAt = Math.max(openedAt + stage.followUpDelayMs, performance.now());
  const { mayGetNone } = visitor;
  const patience = {
    'follow-up': mayGetNone ? RACE_OVER_MS : stage.followUpWithinMs,
    open: RACE_OVER_MS,
    none: NOTHING_COMES_MS,
  }[prospects];
  const hasCorrected = script.before.some(({ step }) => step.do === 'corrects_phone');
  const first = { name, to: hasCorrected ? chat.phone : null, since: openedAt };
  let followUp = await seen.waitFor(first, dueAt + patience - performance.now());
  // Without the follow-up that was to come, a rep who writes now would look like the reason why.
  if (followUp === null && prospects === 'follow-up') return;
  for (const { ms, step } of script.after) {
    await sleep(ms);
    const saidAt = performance.now();
    await act(stage, notebook, chat, step, followUp);
    if (step.do !== 'corrects_phone' || followUp === null || chat.isDeleted) continue;
    followUp = await seen.waitFor({ name, to: chat.phone, since: saidAt }, CORRECTED_MS);
    // Nobody knows from which number of ours it would be.
    if (followUp === null) return;
  }
}

const until = (moment: number) => sleep(Math.max(0, moment - performance.now()));

/** Turns the switches as the day says, for as long as people talk; then the sky clears. */
async function changeWeather(
  { drift, twilio }: Stage,
  { weather }: Day,
  playing: Promise<unknown>,
): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  playing.then(end, end);
  for (let i = 0; !over.signal.aborted && weather.length > 0; i += 1) {
    const now = weather[i % weather.length];
    drift.setSwitches(now?.drift ?? {});
    twilio.setSwitches(now?.twilio ?? {});
    await sleep(WEATHER_LASTS_MS, null, { signal: over.signal }).catch(() => null);
  }
  const clear = { duplicates: 0, reorderWindowMs: 0 };
  drift.setSwitches({ ...clear, echoBeforeReply: false, echoDelayMs: 0 });
  twilio.setSwitches({ ...clear, callbacks: { beforeReply: false } });
}
