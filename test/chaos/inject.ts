import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, ProcessName, TimedFault } from './schedule.js';
import { CLOCK_OFF_MS, type System } from './system.js';

/** A fault as it went: when, and whether its effect was seen. */
export interface Injected {
  readonly name: string;
  readonly what: string;
  /** Since the start of the faults. Milliseconds. */
  readonly atMs: number;
  /** On the clock of the vendors' ledgers: when it began, for recovery times. */
  readonly at: number;
  readonly fired: boolean;
  /** What was seen of it. */
  readonly seen: string;
}

/** A reset that has met no data by then did not fire. */
const RESET_WITHIN_MS = 15_000;
/** A fault that nobody has come across by then did not fire. */
const PATIENCE_MS = 25_000;
const REPLY_WITHIN_MS = 30_000;
const BETWEEN_RESTARTS_MS = 500;

/** Injects one fault and waits until it is over. */
export async function inject(
  system: System,
  { fault, name }: TimedFault,
  startedAt: number,
): Promise<Injected> {
  const at = performance.timeOrigin + performance.now();
  const atMs = Math.round(at - startedAt);
  const seen = await run(system, fault);
  return { name, what: JSON.stringify(fault), atMs, at, fired: seen !== null, seen: seen ?? 'nothing' };
}

/** What was seen of the fault; null for nothing. */
async function run(system: System, fault: Fault): Promise<string | null> {
  switch (fault.do) {
    case 'kill':
      return kill(system, fault.what);
    case 'cut':
      return onLink(system, fault.link, 'cut', (link, ms) => link.cut(ms), fault.ms);
    case 'hang':
      return onLink(system, fault.link, 'hung', (link, ms) => link.hang(ms), fault.ms);
    case 'delay':
      return onLink(system, fault.link, 'delayed', (link, ms) => link.delay(ms), fault.ms);
    case 'reset':
      return onLink(
        system,
        fault.link,
        'reset',
        (link) => link.resetAfter(fault.afterBytes),
        RESET_WITHIN_MS,
      );
    case 'lose-reply':
      return loseReplies(system, fault);
    case 'storm':
      return storm(system, fault);
    case 'rolling-restart':
      return rollingRestart(system);
    case 'clock-step':
      return clockStep(system, fault.what);
  }
}

async function kill(system: System, what: ProcessName | 'temporal' | 'postgres'): Promise<string | null> {
  if (what === 'temporal' || what === 'postgres') {
    await system[what].killAndRestart();
    return 'killed, started again';
  }
  await system.processes[what].whenUp();
  const ended = await system.processes[what].end('SIGKILL');
  return ended === 'SIGKILL' ? 'ended by SIGKILL' : null;
}

async function onLink(
  { links }: System,
  name: keyof System['links'],
  effect: 'cut' | 'hung' | 'reset' | 'delayed',
  begin: (link: System['links'][typeof name], ms: number) => void,
  ms: number,
): Promise<string | null> {
  const link = links[name];
  const before = link.effects[effect];
  const hasFired = () => link.effects[effect] > before;
  begin(link, ms);
  const startedAt = performance.now();
  // A reset is over when it has fired; the others last, and go on for a while where nobody has come their way.
  for (let over = ms; !(effect === 'reset' && hasFired());) {
    await sleep(50);
    const elapsed = performance.now() - startedAt;
    if (elapsed < over) continue;
    if (hasFired() || elapsed > PATIENCE_MS) break;
    over = elapsed + 500;
    if (effect !== 'reset') begin(link, 500);
  }
  const count = Math.round(link.effects[effect] - before);
  return count === 0 ? null : `${count} ${effect}`;
}

const sends = {
  drift: '/conversations/:id/messages',
  twilio: '/2010-04-01/Accounts/:sid/Messages.json',
} as const;

async function loseReplies(
  { sandbox }: System,
  { vendor, how, times }: Extract<Fault, { do: 'lose-reply' }>,
): Promise<string | null> {
  const { id } = sandbox[vendor].addFault({ method: 'POST', route: sends[vendor], kind: how, times });
  return firedOf(sandbox[vendor].faults, id, REPLY_WITHIN_MS);
}

async function storm(
  { sandbox }: System,
  { vendor, kind, ms }: Extract<Fault, { do: 'storm' }>,
): Promise<string | null> {
  const retry = kind === '429' ? { retryAfterSeconds: 1 } : {};
  const { id } = sandbox[vendor].addFault({ route: '*', kind, ...retry });
  return firedOf(sandbox[vendor].faults, id, ms, PATIENCE_MS);
}

/** How often the rule fired until it was spent or the time was over; it is gone then. One that has not fired gets more time. */
async function firedOf(
  faults: System['sandbox']['drift']['faults'],
  id: string,
  withinMs: number,
  patienceMs = withinMs,
) {
  const rule = () => faults.list().find((one) => one.id === id);
  const startedAt = performance.now();
  const isOver = (elapsed: number) =>
    elapsed > patienceMs || (elapsed > withinMs && (rule()?.fired ?? 0) > 0) || rule()?.spent !== false;
  while (!isOver(performance.now() - startedAt)) await sleep(50);
  const count = rule()?.fired ?? 0;
  faults.clear(id);
  return count === 0 ? null : `${count} answers`;
}

/** As a deployment does it: one process at a time, each in order, and the next one when it is up again. */
async function rollingRestart({ processes }: System): Promise<string | null> {
  const ends: string[] = [];
  for (const one of Object.values(processes)) {
    ends.push((await one.end('SIGTERM')) ?? 'down');
    await sleep(BETWEEN_RESTARTS_MS);
    await one.whenUp();
  }
  return ends.includes('down') ? null : `each was asked to end and started again (exits ${ends.join()})`;
}

async function clockStep({ processes }: System, what: 'worker-1' | 'worker-2'): Promise<string | null> {
  const stepped = processes[what];
  let wasHeard = false;
  // Another fault may end it in this very moment: then it is told again when it is back.
  for (let tries = 0; tries < 3 && !wasHeard; tries++) {
    if (!stepped.isUp) await stepped.whenUp();
    const hearing = stepped.hears('chaos: the clock is', 8_000);
    stepped.tell('step'); // it steps back by itself
    wasHeard = await hearing;
  }
  await sleep(CLOCK_OFF_MS);
  return wasHeard ? `its clock was off for ${CLOCK_OFF_MS / 1_000} s` : null;
}
