import { seededRandom, shuffled } from '../../sandbox/shared/seeded-random.js';

export const links = [
  'webhooks-1',
  'webhooks-2',
  'drift',
  'twilio',
  'temporal',
  'worker-postgres',
  'gateway-postgres',
] as const;
export type LinkName = (typeof links)[number];
export type ProcessName = 'gateway-1' | 'gateway-2' | 'worker-1' | 'worker-2';
export type Vendor = 'drift' | 'twilio';

/** Something that goes wrong. Times are milliseconds. */
export type Fault =
  | { readonly do: 'kill'; readonly what: ProcessName | 'temporal' | 'postgres' }
  | { readonly do: 'cut' | 'hang' | 'delay'; readonly link: LinkName; readonly ms: number }
  | { readonly do: 'reset'; readonly link: LinkName; readonly afterBytes: number }
  | {
      readonly do: 'lose-reply';
      readonly vendor: Vendor;
      readonly how: 'reset-after' | 'timeout-after' | 'garbage-after';
      readonly times: number;
    }
  | {
      readonly do: 'storm';
      readonly vendor: Vendor;
      readonly kind: '429' | '500' | '502-html' | '503';
      readonly ms: number;
    }
  | { readonly do: 'rolling-restart' }
  /** Worker 1 by 90 s into the future, worker 2 into the past. */
  | { readonly do: 'clock-step'; readonly what: 'worker-1' | 'worker-2' };

export interface TimedFault {
  readonly atMs: number;
  /** As the report names it. */
  readonly name: string;
  readonly fault: Fault;
}

/** Draws one fault of a class. */
type Draw = (random: () => number, timeScale: number) => Fault;

const pick = <T>(random: () => number, ...items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];
const between = (random: () => number, min: number, max: number) => Math.round(min + random() * (max - min));

/** Most are short; one in four is as long as they get: 30 s at scale 1. */
const duration = (random: () => number, scale: number) =>
  Math.round(scale * (random() < 0.25 ? 30_000 : between(random, 2_000, 12_000)));

const link = (prefix: string) => links.filter((name) => name.startsWith(prefix)) as [LinkName, ...LinkName[]];
const families = ['webhooks', 'drift', 'twilio', 'temporal', 'worker-postgres', 'gateway-postgres'] as const;

const onLinks = families.flatMap((family): [string, Draw][] => {
  const one = (random: () => number) => pick(random, ...link(family));
  return [
    [`cut ${family}`, (r, s) => ({ do: 'cut', link: one(r), ms: Math.min(duration(r, s), 8_000) })],
    [`hang ${family}`, (r, s) => ({ do: 'hang', link: one(r), ms: duration(r, s) })],
    [`reset ${family}`, (r) => ({ do: 'reset', link: one(r), afterBytes: between(r, 0, 2_000) })],
    [`delay ${family}`, (r, s) => ({ do: 'delay', link: one(r), ms: duration(r, s) })],
  ];
});

const atVendors = (['drift', 'twilio'] as const).flatMap((vendor): [string, Draw][] => [
  ...(['reset-after', 'timeout-after', 'garbage-after'] as const).map((how): [string, Draw] => [
    `reply lost ${vendor} ${how}`,
    (r) => ({ do: 'lose-reply', vendor, how, times: between(r, 1, 3) }),
  ]),
  [`429 ${vendor}`, (r, s) => ({ do: 'storm', vendor, kind: '429', ms: duration(r, s) })],
  [
    `5xx ${vendor}`,
    (r, s) => ({ do: 'storm', vendor, kind: pick(r, '500', '502-html', '503'), ms: duration(r, s) }),
  ],
]);

const draws = new Map<string, Draw>([
  ['kill gateway', (r) => ({ do: 'kill', what: pick(r, 'gateway-1', 'gateway-2') })],
  ['kill worker', (r) => ({ do: 'kill', what: pick(r, 'worker-1', 'worker-2') })],
  ['kill temporal', () => ({ do: 'kill', what: 'temporal' })],
  ['kill postgres', () => ({ do: 'kill', what: 'postgres' })],
  ...onLinks,
  ...atVendors,
  ['clock step', (r) => ({ do: 'clock-step', what: pick(r, 'worker-1', 'worker-2') })],
]);
const ROLLING = 'rolling restart';

/** Every class of faults, by the name that the report gives it. */
export const faultClasses: readonly string[] = [...draws.keys(), ROLLING];

export interface ScheduleOptions {
  readonly seed: number;
  readonly count: number;
  readonly overMs: number;
  readonly timeScale: number;
  /** All where empty. */
  readonly classes: readonly string[];
}

/**
 * When what goes wrong. Classes are dealt like cards, all of them before any comes again, and spread evenly with some
 * jitter; the one rolling restart stands in the middle. The same options give the same faults.
 */
export function scheduleFaults(options: ScheduleOptions): TimedFault[] {
  const { seed, count, overMs, timeScale } = options;
  const random = seededRandom(seed);
  const isWanted = (name: string) => options.classes.length === 0 || options.classes.includes(name);
  const hasRolling = count > 0 && isWanted(ROLLING);
  const deck = [...draws].filter(([name]) => isWanted(name));
  const rest = count - (hasRolling ? 1 : 0);
  const dealt: [string, Draw][] = [];
  while (deck.length > 0 && dealt.length < rest) dealt.push(...shuffled(deck, random));
  const gap = overMs / Math.max(count, 1);
  const faults = dealt.slice(0, rest).map(([name, draw], i): TimedFault => {
    const slot = hasRolling && i >= Math.floor(rest / 2) ? i + 1 : i;
    return { atMs: Math.round((slot + random()) * gap), name, fault: draw(random, timeScale) };
  });
  const middle = { atMs: Math.round((Math.floor(rest / 2) + 0.5) * gap), name: ROLLING };
  if (hasRolling) faults.push({ ...middle, fault: { do: 'rolling-restart' } });
  return faults.sort((a, b) => a.atMs - b.atMs);
}
